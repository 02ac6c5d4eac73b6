/// What a caller of the domain must expect; anything else that is thrown is an internal error.
public enum NotesError: Error, Equatable {
    /// No note has that id.
    case notFound
    /// Fields break the rules: at least one violation, in the order title, content, is_pinned.
    case invalid([Violation])
    /// Nothing can be written for the moment, and nothing was: another program is writing, and has been for long.
    case busy
    /// Nothing was written: there is no room for it.
    case full
    /// Nothing can be written, and nothing was: the database, or the disk under it, is read-only.
    case readOnly
    /// Nothing can be written, and nothing was: the database is no longer where it was opened.
    case moved
    /// The notes of a page have more text than was allowed.
    case tooLarge
    /// The database is damaged. What it is made of says `description`, for the administrator.
    case corrupt(description: String)
}

/// One field that breaks a rule.
public struct Violation: Sendable, Equatable {
    public enum Field: Sendable {
        case title
        case content
        case isPinned
    }

    public let field: Field
    /// A sentence for the person who sent it, without a full stop.
    public let message: String

    public init(field: Field, message: String) {
        self.field = field
        self.message = message
    }
}
