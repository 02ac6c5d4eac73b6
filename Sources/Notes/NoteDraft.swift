/// The fields that a client sent for a note, before they are checked. This file has all rules for a note's fields.
public struct NoteDraft: Sendable {
    /// The value that a client sent for one field.
    public enum Entry<Value: Sendable>: Sendable {
        case absent
        case wrongType
        case value(Value)
    }

    /// The longest title, in Unicode scalars after trimming.
    public static let maximumTitleLength = 200
    /// The longest content, in bytes of UTF-8: 1 MiB.
    public static let maximumContentBytes = 1 << 20

    public var title: Entry<String>
    public var content: Entry<String>
    public var isPinned: Entry<Bool>
    /// Whether white space at both ends of the content is kept. White space around the title is always removed.
    public var keepsWhitespace = false

    public init(title: Entry<String> = .absent, content: Entry<String> = .absent, isPinned: Entry<Bool> = .absent) {
        self.title = title
        self.content = content
        self.isPinned = isPinned
    }

    /// Checks the fields of a new note. Title and content are required; a note is not pinned by default.
    ///
    /// - Throws: `NotesError.invalid` with every violation, in the order of `Note.Column`.
    public func validated() throws(NotesError) -> NoteFields {
        var draft = self
        if case .absent = title { draft.title = .value("") }
        if case .absent = content { draft.content = .value("") }
        let changes = try draft.validatedChanges()
        return NoteFields(
            title: changes.title ?? "", content: changes.content ?? "", isPinned: changes.isPinned ?? false)
    }

    /// Checks the changes to an existing note. Fields that are absent are not checked.
    ///
    /// - Throws: `NotesError.invalid` with every violation, in the order of `Note.Column`.
    public func validatedChanges() throws(NotesError) -> NoteChanges {
        var violations: [Violation] = []
        let title = Self.text(title, .title, "Title", trims: true, &violations) { title in
            title.unicodeScalars.count > Self.maximumTitleLength
                ? "Title must be at most \(Self.maximumTitleLength) characters" : nil
        }
        let content = Self.text(content, .content, "Content", trims: !keepsWhitespace, &violations) { content in
            content.utf8.count > Self.maximumContentBytes
                ? "Content must be at most \(Self.maximumContentBytes) bytes" : nil
        }
        var isPinned: Bool?
        switch self.isPinned {
        case .absent: break
        case .wrongType: violations.append(Violation(field: .isPinned, message: "Is pinned must be true or false"))
        case .value(let value): isPinned = value
        }
        guard violations.isEmpty else { throw .invalid(violations) }
        return NoteChanges(title: title, content: content, isPinned: isPinned)
    }

    private static func text(
        _ entry: Entry<String>, _ field: Note.Column, _ name: String, trims: Bool,
        _ violations: inout [Violation], tooLong: (Substring) -> String?
    ) -> String? {
        switch entry {
        case .absent:
            return nil
        case .wrongType:
            violations.append(Violation(field: field, message: "\(name) must be a string"))
        case .value(let value):
            let text = trims ? trimmingWhitespace(value) : value[...]
            let message: String? =
                if hasNUL(text) {
                    "\(name) must not contain NUL"
                } else if !hasVisibleText(text) {
                    "\(name) is required"
                } else {
                    tooLong(text)
                }
            guard let message else { return String(text) }
            violations.append(Violation(field: field, message: message))
        }
        return nil
    }
}

/// The fields of a new note, after `NoteDraft.validated()` has checked them.
public struct NoteFields: Sendable {
    public let title: String
    public let content: String
    public let isPinned: Bool

    /// Returns the new note, created and updated at the same time.
    public func note(id: Int64, createdAt: Timestamp) -> Note {
        Note(
            id: id, title: title, content: content, isPinned: isPinned, createdAt: createdAt, updatedAt: createdAt)
    }
}

/// Changes to a note, after `NoteDraft.validatedChanges()` has checked them. nil leaves a field as it is.
public struct NoteChanges: Sendable {
    public let title: String?
    public let content: String?
    public let isPinned: Bool?

    /// Changes `note`, and sets its `updatedAt` if a field gets a different value.
    ///
    /// - Parameter now: the new `updatedAt`, unless the note's version would not grow (`Timestamp.following`).
    /// - Returns: the columns that changed, including `updatedAt`. Empty if no field got a different value.
    public func apply(to note: inout Note, now: Timestamp) -> Set<Note.Column> {
        let previous = note
        if let title { note.title = title }
        if let content { note.content = content }
        if let isPinned { note.isPinned = isPinned }
        let changes = note.changes(from: previous)
        guard !changes.isEmpty else { return [] }
        note.updatedAt = now.following(previous.updatedAt)
        return changes.union([.updatedAt])
    }
}
