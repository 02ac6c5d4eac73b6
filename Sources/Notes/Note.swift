/// A note, as it is stored.
///
/// All code that must know all columns of a note is in this file and in LentNote.swift. Stores derive their SQL statements from
/// `Note.Column`. ARCHITECTURE.md lists the steps to add a column.
public struct Note: Sendable, Equatable {
    /// At least 1, unless another program chose the id.
    public let id: Int64
    public var title: String
    public var content: String
    public var isPinned: Bool
    /// The time of creation. nil if another program stored no time, or a time in an unknown form.
    public var createdAt: Timestamp?
    /// The time of the last update that changed a field. nil for the same reasons as `createdAt`.
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

    /// The columns of the table `note`, in the order in which statements list them.
    public enum Column: Int, CaseIterable, Sendable {
        case id, title, content, isPinned, createdAt, updatedAt

        /// The column's name in a database, and the kind of its values.
        public var definition: (name: String, kind: Kind) {
            switch self {
            case .id: ("id", .integer)
            case .title: ("title", .text(isRequired: true))
            case .content: ("content", .text(isRequired: true))
            case .isPinned: ("is_pinned", .flag)
            case .createdAt: ("created_at", .time)
            case .updatedAt: ("updated_at", .time)
            }
        }

        public var name: String { definition.name }

        public enum Kind: Sendable {
            case integer, text(isRequired: Bool), flag, time
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
            id: row.integer(.id), title: row.text(.title) ?? "", content: row.text(.content) ?? "",
            isPinned: row.flag(.isPinned), createdAt: row.time(.createdAt), updatedAt: row.time(.updatedAt))
    }

    /// Returns the columns in which this note differs from `other`. Texts are compared byte by byte.
    public func changes(from other: Note) -> Set<Column> {
        Set(Column.allCases.filter { self[$0] != other[$0] })
    }

    /// Whether all columns are equal, byte by byte. `==` is less strict: é equals e followed by a combining accent.
    public func isIdentical(to other: Note) -> Bool {
        changes(from: other).isEmpty
    }
}
