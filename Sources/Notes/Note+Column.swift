/// A note's columns. Stores derive their statements from this list, and compare, read and write notes with it.
///
/// To add a column: add it to `Note`, to each part of this file, to the note's JSON, and to the database with a migration.
extension Note {
    /// The columns of the table `note`, in the order in which statements list them.
    public enum Column: Int, CaseIterable, Sendable {
        case id, title, content, isPinned, createdAt, updatedAt

        /// The column's name in a database, and the kind of its values.
        @inlinable
        public var definition: (name: String, kind: Kind) {
            switch self {
            case .id: ("id", .integer)
            case .title: ("title", .text)
            case .content: ("content", .text)
            case .isPinned: ("is_pinned", .flag)
            case .createdAt: ("created_at", .time)
            case .updatedAt: ("updated_at", .time)
            }
        }

        public var name: String { definition.name }
        public var kind: Kind { definition.kind }

        public enum Kind: Sendable {
            case integer, text, flag, time
        }
    }

    /// The value of a column.
    public subscript(_ column: Column) -> Value {
        switch column {
        case .id: .integer(id)
        case .title: .text(title)
        case .content: .text(content)
        case .isPinned: .flag(isPinned)
        case .createdAt: .time(createdAt)
        case .updatedAt: .time(updatedAt)
        }
    }

    /// Reads a note from a row of its table.
    @inlinable
    public init(row: some NoteRow) {
        self.init(
            id: row.integer(.id), title: row.text(.title), content: row.text(.content), isPinned: row.flag(.isPinned),
            createdAt: row.time(.createdAt), updatedAt: row.time(.updatedAt))
    }
}
