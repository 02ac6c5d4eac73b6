import GRDB
import Notes

extension NoteQuery {
    /// The terms of ORDER BY.
    var terms: String { order.terms(isReversed: isReversed) }

    /// How many ids a page needs: one more than it has notes, if it must know whether other notes follow.
    var countOfIDs: Int { needsEnd && size < .max ? size + 1 : size }

    /// Lends the first notes in a list of at most `countOfIDs` ids.
    func lend(
        _ ids: [Int64], total: Int, hasMore: Bool = false, _ db: Database, to body: (LentNote) throws -> Void
    ) throws -> PageSummary {
        var page = LentPage()
        var bytes = 0
        let lookUp = try db.cachedStatement(sql: Note.byID)
        for id in ids.prefix(size) {
            let others = page.count
            try lookUp.lend([id], within: self, &bytes) { try page.lend($0, to: body) }
            if page.count == others { break }
        }
        return PageSummary(
            total: total, hasMore: hasMore, end: try page.end(of: self, isLast: page.count == ids.count, db))
    }
}

/// The notes of a page that were lent so far.
struct LentPage {
    private(set) var count = 0
    private var last: (id: Int64, version: NoteVersion)?

    mutating func lend(_ note: LentNote, to body: (LentNote) throws -> Void) rethrows {
        try body(note)
        count += 1
        last = (note.id, note.version)
    }

    /// The end of the page, if the query asks for it.
    ///
    /// - Parameter isLast: whether no other notes follow.
    func end(of query: NoteQuery, isLast: Bool, _ db: Database) throws -> NotePosition? {
        guard query.needsEnd, !isLast, let last else { return nil }
        return try NotePosition.after(last.id, last.version, in: query.order, db)
    }
}
