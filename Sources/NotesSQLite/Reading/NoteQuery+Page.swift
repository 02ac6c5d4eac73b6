import GRDB
import Notes

extension NoteQuery {
    /// The terms of ORDER BY.
    var terms: String { order.terms(isReversed: isReversed) }

    /// How many ids a page needs: one more than it has notes, if it must know whether other notes follow.
    var countOfIDs: Int { needsEnd && size < .max ? size + 1 : size }

    /// Makes a page of the first notes in a list of at most `countOfIDs` ids.
    func page(of ids: [Int64], total: Int, hasMore: Bool = false, _ db: Database) throws -> NotePage {
        var notes: [Note] = []
        var bytes = 0
        let lookUp = try db.cachedStatement(sql: Note.byID)
        for id in ids.prefix(size) {
            let added = try lookUp.notes([id], within: self, &bytes)
            if added.isEmpty { break }
            notes += added
        }
        return NotePage(
            notes: notes, total: total, hasMore: hasMore,
            end: try end(after: notes, isLast: notes.count == ids.count, db))
    }

    /// The end of a page, if the query asks for it.
    ///
    /// - Parameter isLast: whether no other notes follow.
    func end(after notes: [Note], isLast: Bool, _ db: Database) throws -> NotePosition? {
        guard needsEnd, !isLast, let last = notes.last else { return nil }
        return try NotePosition.after(last, in: order, db)
    }
}
