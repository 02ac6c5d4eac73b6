/// What a caller of the domain must expect; anything else that is thrown is an internal error.
public enum NotesError: Error, Equatable {
    /// No note has that id.
    case notFound
    /// Fields break the rules: at least one violation, in the order title, content, is_pinned.
    case invalid([Violation])
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
