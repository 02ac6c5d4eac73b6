/// A note as it is kept.
public struct Note: Sendable, Equatable {
    /// From 1.
    public let id: Int64
    public var title: String
    public var content: String
    public var isPinned: Bool
    /// When it was created; nil only in a database that another program filled.
    public var createdAt: Timestamp?
    /// When a field last really changed; nil only in a database that another program filled.
    public var updatedAt: Timestamp?

    public init(
        id: Int64, title: String, content: String, isPinned: Bool, createdAt: Timestamp?, updatedAt: Timestamp?
    ) {
        self.id = id
        self.title = title
        self.content = content
        self.isPinned = isPinned
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// Whether every field is the same. Texts are compared by their UTF-8, since Swift's `==` takes é for e and a combining
    /// accent.
    public func isIdentical(to other: Note) -> Bool {
        self == other && title.utf8.elementsEqual(other.title.utf8) && content.utf8.elementsEqual(other.content.utf8)
    }
}

/// The fields of a new note, as `NoteDraft.validated()` let them pass.
public struct NoteFields: Sendable {
    public let title: String
    public let content: String
    public let isPinned: Bool
}

/// Changes to a note, as `NoteDraft.validatedChanges()` let them pass; nil leaves a field as it is.
public struct NoteChanges: Sendable {
    public let title: String?
    public let content: String?
    public let isPinned: Bool?

    /// `note` with these changes, updated at `now`; nil if nothing would really change. Texts are compared by their
    /// UTF-8, since Swift's `==` takes é for e and a combining accent.
    public func applied(to note: Note, now: Timestamp) -> Note? {
        var changed = note
        if let title { changed.title = title }
        if let content { changed.content = content }
        if let isPinned { changed.isPinned = isPinned }
        let isSame =
            changed.isPinned == note.isPinned && changed.title.utf8.elementsEqual(note.title.utf8)
            && changed.content.utf8.elementsEqual(note.content.utf8)
        changed.updatedAt = now
        return isSame ? nil : changed
    }
}
