import GRDB
import Notes

/// Pages of all notes.
enum NoteListing {
    static func page(_ query: NoteQuery, _ db: Database) throws -> NotePage {
        let total = try db.cachedStatement(sql: "SELECT total FROM note_total").firstRow { $0.int(0) } ?? 0
        let offset = query.offset
        guard offset < total else { return NotePage(notes: [], total: total) }
        let count = min(query.size, total - offset)
        // SQLite reads every row before the page (https://www.sqlite.org/lang_select.html#limitoffset). So a page in
        // the second half of the list is read backwards, from the end of the list. But a page that may end early
        // (`isCutToFit`) must keep its first notes, so it is always read forwards.
        let isNear = offset <= total / 2 || query.isCutToFit
        var bytes = 0
        let notes = try db.cachedStatement(sql: query.order.select(isReversed: !isNear))
            .notes([count, isNear ? offset : total - offset - count], within: query, &bytes)
        return NotePage(notes: isNear ? notes : notes.reversed(), total: total)
    }

    /// Reads the database index of `order` up to a note.
    static func position(of id: Int64, _ order: NoteQuery.Order, _ db: Database) throws -> Int? {
        var (position, isFound) = (0, false)
        try db.cachedStatement(sql: "SELECT note.id FROM note ORDER BY \(order.terms(isReversed: false))").forEachRow {
            isFound = $0.int64(0) == id
            if !isFound { position += 1 }
            return !isFound
        }
        return isFound ? position : nil
    }
}
