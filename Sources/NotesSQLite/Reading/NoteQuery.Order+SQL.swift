import Notes

/// Each order has an index (`Schema.indexes`).
extension NoteQuery.Order {
    /// The terms of ORDER BY in the order of a page.
    var descending: String {
        switch self {
        case .newestFirst: "note.created_at DESC, note.id DESC"
        case .pinnedFirst: "note.is_pinned IS TRUE DESC, note.created_at DESC, note.id DESC"
        }
    }

    /// The terms of ORDER BY in the opposite order.
    var ascending: String {
        switch self {
        case .newestFirst: "note.created_at, note.id"
        case .pinnedFirst: "note.is_pinned IS TRUE, note.created_at, note.id"
        }
    }

    /// Selects some notes in the order of a page. Its parameters are their number and the number of notes before them.
    var selectDescending: String { self == .newestFirst ? Self.newestDescending : Self.pinnedDescending }

    /// Selects some notes in the opposite order.
    var selectAscending: String { self == .newestFirst ? Self.newestAscending : Self.pinnedAscending }

    private static let newestDescending = select(orderBy: newestFirst.descending)
    private static let newestAscending = select(orderBy: newestFirst.ascending)
    private static let pinnedDescending = select(orderBy: pinnedFirst.descending)
    private static let pinnedAscending = select(orderBy: pinnedFirst.ascending)

    private static func select(orderBy order: String) -> String {
        "SELECT \(Note.Column.selection) FROM note ORDER BY \(order) LIMIT ? OFFSET ?"
    }
}
