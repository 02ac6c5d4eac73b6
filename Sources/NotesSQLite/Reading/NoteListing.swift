import GRDB
import Notes

/// Pages of all notes.
enum NoteListing {
    static func page(_ query: NoteQuery, _ db: Database) throws -> NotePage {
        let total = try db.cachedStatement(sql: "SELECT total FROM note_total").firstRow { $0.int(0) } ?? 0
        guard let offset = query.offset, offset < total else { return NotePage(notes: [], total: total) }
        let count = min(query.size, total - offset)
        // The later half is read from its end: SQLite walks past every row before the page (https://www.sqlite.org/lang_select.html#limitoffset).
        let isNear = offset <= total / 2
        let order = isNear ? query.order.descending : query.order.ascending
        let notes = try db.cachedStatement(
            sql: "SELECT \(Note.columns) FROM note ORDER BY \(order) LIMIT ? OFFSET ?"
        ).notes([count, isNear ? offset : total - offset - count], query)
        return NotePage(notes: isNear ? notes : notes.reversed(), total: total)
    }
}

extension NoteQuery.Order {
    /// As a page shows notes. Each order has an index.
    var descending: String {
        switch self {
        case .newestFirst: "note.created_at DESC, note.id DESC"
        case .pinnedFirst: "note.is_pinned IS TRUE DESC, note.created_at DESC, note.id DESC"
        }
    }

    var ascending: String {
        switch self {
        case .newestFirst: "note.created_at, note.id"
        case .pinnedFirst: "note.is_pinned IS TRUE, note.created_at, note.id"
        }
    }
}
