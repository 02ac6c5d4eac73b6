/// A note whose texts are still where its store read them. It is valid only during the call that gets it.
public struct LentNote {
    public let id: Int64
    public let title: LentText
    public let content: LentText
    public let isPinned: Bool
    /// As in `Note`. The same for `updatedAt`.
    public let createdAt: Timestamp?
    public let updatedAt: Timestamp?

    public init(
        id: Int64, title: LentText, content: LentText, isPinned: Bool, createdAt: Timestamp?, updatedAt: Timestamp?
    ) {
        self.id = id
        self.title = title
        self.content = content
        self.isPinned = isPinned
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    public var version: NoteVersion { NoteVersion(updatedAt) }

    /// The bytes of the title and the content.
    public var textBytes: Int { title.count + content.count }
}

extension Note {
    /// Copies a note and its texts.
    public init(_ note: LentNote) {
        self.init(
            id: note.id, title: String(note.title), content: String(note.content), isPinned: note.isPinned,
            createdAt: note.createdAt, updatedAt: note.updatedAt)
    }

    /// Whether a lent note has the same columns, byte by byte.
    public func isIdentical(to other: LentNote) -> Bool {
        Column.allCases.allSatisfy { column in
            switch column {
            case .id: id == other.id
            case .title: other.title.isIdentical(to: title)
            case .content: other.content.isIdentical(to: content)
            case .isPinned: isPinned == other.isPinned
            case .createdAt: createdAt == other.createdAt
            case .updatedAt: updatedAt == other.updatedAt
            }
        }
    }

    /// Calls `body` with this note as a lent one.
    public func lend(to body: (LentNote) throws -> Void) rethrows {
        var (title, content) = (title, content)
        try title.withUTF8 { title in
            try content.withUTF8 { content in
                try body(
                    LentNote(
                        id: id, title: LentText(title), content: LentText(content), isPinned: isPinned,
                        createdAt: createdAt, updatedAt: updatedAt))
            }
        }
    }
}
