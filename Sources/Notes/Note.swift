/// A note as a store keeps it.
public struct Note: Sendable, Equatable {
    /// From 1. Other programs may create notes with other ids.
    public let id: Int64
    public var title: String
    public var content: String
    public var isPinned: Bool
    /// The time of creation. nil only if another program created the note.
    public var createdAt: Timestamp?
    /// The time of the last real change. nil only if another program created the note.
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

    /// Returns the columns in which this note differs from another version of it. Texts are compared byte by byte.
    public func changes(from other: Note) -> Set<Column> {
        var changes: Set<Column> = []
        for column in Column.allCases where self[column] != other[column] { changes.insert(column) }
        return changes
    }

    /// Whether every column is the same. `==` is less strict: Swift takes é for e and a combining accent.
    public func isIdentical(to other: Note) -> Bool {
        changes(from: other).isEmpty
    }
}
