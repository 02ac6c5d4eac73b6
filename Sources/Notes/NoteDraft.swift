/// What a client sent for a note, before the rules have seen it. The rules of a note stand here and nowhere else.
public struct NoteDraft: Sendable {
    /// What a client sent for one field.
    public enum Entry<Value: Sendable>: Sendable {
        case absent
        case wrongType
        case value(Value)
    }

    /// In Unicode scalars, after trimming.
    public static let maximumTitleLength = 200
    /// In bytes of UTF-8, after trimming: 1 MiB.
    public static let maximumContentBytes = 1 << 20

    public var title: Entry<String>
    public var content: Entry<String>
    public var isPinned: Entry<Bool>

    public init(title: Entry<String> = .absent, content: Entry<String> = .absent, isPinned: Entry<Bool> = .absent) {
        self.title = title
        self.content = content
        self.isPinned = isPinned
    }

    /// The fields of a new note: title and content must be there, and the note is not pinned unless said.
    ///
    /// - Throws: `NotesError.invalid` with every violation, the title's first.
    public func validated() throws(NotesError) -> NoteFields {
        var draft = self
        if case .absent = title { draft.title = .value("") }
        if case .absent = content { draft.content = .value("") }
        let changes = try draft.validatedChanges()
        return NoteFields(
            title: changes.title ?? "", content: changes.content ?? "", isPinned: changes.isPinned ?? false)
    }

    /// The changes to a note that exists: only the fields that are present are looked at.
    ///
    /// - Throws: `NotesError.invalid` with every violation, the title's first.
    public func validatedChanges() throws(NotesError) -> NoteChanges {
        var violations: [Violation] = []
        let title = Self.text(title, .title, &violations) { title in
            title.unicodeScalars.count > Self.maximumTitleLength
                ? "Title must be at most \(Self.maximumTitleLength) characters" : nil
        }
        let content = Self.text(content, .content, &violations) { content in
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
        _ entry: Entry<String>, _ field: Violation.Field, _ violations: inout [Violation],
        tooLong: (Substring) -> String?
    ) -> String? {
        let name = field == .title ? "Title" : "Content"
        switch entry {
        case .absent:
            return nil
        case .wrongType:
            violations.append(Violation(field: field, message: "\(name) must be a string"))
        case .value(let value):
            let trimmed = trimmingWhitespace(value)
            let message: String? =
                if trimmed.isEmpty {
                    "\(name) is required"
                } else if trimmed.utf8.contains(0) {
                    "\(name) must not contain NUL"
                } else {
                    tooLong(trimmed)
                }
            guard let message else { return String(trimmed) }
            violations.append(Violation(field: field, message: message))
        }
        return nil
    }
}

/// `text` without the white space (Unicode's property White_Space) at both its ends.
public func trimmingWhitespace(_ text: String) -> Substring {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
        let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return Substring(scalars[first...last])
}
