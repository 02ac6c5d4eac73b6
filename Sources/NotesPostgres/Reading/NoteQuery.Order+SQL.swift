#if PostgreSQL
import Notes

extension NoteQuery.Order {
    /// The values by which this order, or its reverse, sorts the notes. All of them ascend, or all of them descend.
    /// `Schema` has an index for each order; that of titles has only their beginnings.
    private var values: [String] {
        switch self {
        case .newestFirst, .relevance: ["note.created_at", "note.id"]
        case .pinnedFirst: [Self.isPinned, "note.created_at", "note.id"]
        case .recentlyChanged: ["note.updated_at", "note.id"]
        case .title: [Self.beginning("note.title"), Self.folded("note.title"), "note.id"]
        }
    }

    private static let isPinned = "(note.is_pinned IS TRUE)"

    /// The beginning of a title, as the index has it.
    static func beginning(_ title: String) -> String { "lower(left(\(title), 250) COLLATE \"C\")" }

    /// A title in which the case of the letters A to Z does not matter. With the collation C, the order is that of the bytes.
    static func folded(_ title: String) -> String { "lower(\(title) COLLATE \"C\")" }

    /// Whether the values of this order, or of its reverse, descend.
    func isDescending(isReversed: Bool) -> Bool { (self == .title) == isReversed }

    /// The terms of ORDER BY for this order, or for its reverse. As in SQLite, NULL comes before all values.
    ///
    /// The server uses an index only if it has the same terms. So the terms that are never NULL say nothing about NULL.
    func terms(isReversed: Bool = false) -> String {
        let isDescending = isDescending(isReversed: isReversed)
        return values.map { value in
            switch value {
            case "note.id", Self.isPinned: "\(value) \(isDescending ? "DESC" : "ASC")"
            default: "\(value) \(isDescending ? "DESC NULLS LAST" : "ASC NULLS FIRST")"
            }
        }.joined(separator: ", ")
    }

    /// The column with the values of the positions in this order; nil if the order has no positions.
    var column: Note.Column? {
        switch self {
        case .newestFirst: .createdAt
        case .recentlyChanged: .updatedAt
        case .title: .title
        case .pinnedFirst, .relevance: nil
        }
    }
}

extension NoteQuery {
    /// The terms of ORDER BY.
    var terms: String { order.terms(isReversed: isReversed) }

    /// How many notes a page must find: one more than it has notes, if it must know whether other notes follow.
    var countOfIDs: Int { needsEnd && size < .max ? size + 1 : size }
}
#endif
