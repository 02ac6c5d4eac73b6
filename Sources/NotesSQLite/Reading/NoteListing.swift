import GRDB
import Notes

/// Pages of all notes.
enum NoteListing {
    static func lend(
        _ query: NoteQuery, _ db: Database, to body: (LentNote) throws -> Void
    ) throws -> PageSummary {
        let total = try db.cachedStatement(sql: "SELECT total FROM note_total").firstRow { $0.int(0) } ?? 0
        if let ranges = try NoteRange.ranges(of: query, db) {
            return try query.lend(ids(ranges, query, db), total: total, db, to: body)
        }
        let offset = query.offset
        guard offset < total else { return PageSummary(total: total) }
        let count = min(query.size, total - offset)
        // SQLite reads every row before the page (https://www.sqlite.org/lang_select.html#limitoffset). So a page in
        // the second half of the list is read backwards, from the end of the list. But a page that may end early
        // (`isCutToFit`) must keep its first notes, so it is always read forwards.
        let isNear = offset <= total / 2 || query.isCutToFit
        var bytes = 0
        var page = LentPage()
        let select = try db.cachedStatement(sql: query.order.select(isReversed: query.isReversed == isNear))
        if isNear {
            try select.lend([count, offset], within: query, &bytes) { try page.lend($0, to: body) }
        } else {
            var notes: [Note] = []
            try select.lend([count, total - offset - count], within: query, &bytes) { notes.append(Note($0)) }
            for note in notes.reversed() { try note.lend { try page.lend($0, to: body) } }
        }
        let isLast = offset + page.count == total
        return PageSummary(total: total, end: try page.end(of: query, isLast: isLast, db))
    }

    /// The ids of the first notes in some ranges.
    private static func ids(_ ranges: [NoteRange], _ query: NoteQuery, _ db: Database) throws -> [Int64] {
        var ids: [Int64] = []
        for range in ranges where ids.count < query.countOfIDs {
            ids += try db.cachedStatement(sql: range.selectIDs(query.terms) + " LIMIT ?")
                .rows(range.arguments + [query.countOfIDs - ids.count]) { $0.int64(0) }
        }
        return ids
    }

    /// Reads the database index of an order up to a note.
    static func position(of id: Int64, _ order: NoteQuery.Order, _ db: Database) throws -> Int? {
        var (position, isFound) = (0, false)
        try db.cachedStatement(sql: NoteRange.all.selectIDs(order.terms(isReversed: false))).forEachRow {
            isFound = $0.int64(0) == id
            if !isFound { position += 1 }
            return !isFound
        }
        return isFound ? position : nil
    }
}
