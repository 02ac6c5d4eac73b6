import GRDB
import Notes

/// Finds the notes of a search.
///
/// Results are always up to date, even if the indexes are not. The table `note_stale` lists the notes that have changed
/// since they were indexed. A search ignores what the indexes say about them, and examines them as they are now.
struct NoteSearch {
    /// The notes that a search found.
    struct Found {
        /// In ascending order, or in the order of the query if `isOrdered`.
        let ids: [Int64]
        let isOrdered: Bool
        /// Whether these are all notes. If false, there are more.
        let isComplete: Bool
    }

    /// How many notes a search examines without further ado. That takes some milliseconds.
    private static let fewNotes = 2_000
    /// How many notes a search examines in the order of the page. Later, it examines all notes in the order of their ids.
    private static let manyNotes = 20_000

    private let effort: SearchEffort
    private let db: Database
    private let plans: [SearchPlan]
    private let matcher: NoteMatcher

    init(_ search: SearchQuery, _ effort: SearchEffort, _ db: Database) {
        self.effort = effort
        self.db = db
        plans = search.alternatives.map(SearchPlan.init)
        matcher = NoteMatcher(search)
    }

    /// Whether some notes have changed since they were indexed.
    static func isStale(_ db: Database) throws -> Bool {
        try db.cachedStatement(sql: "SELECT 1 FROM note_stale LIMIT 1").firstRow { _ in true } ?? false
    }

    /// Finds all notes, or the first notes in an order.
    ///
    /// - Parameters:
    ///   - limit: how many notes to find at least if there are so many; nil for all notes.
    func find(_ order: NoteQuery.Order, limit: Int?) throws -> Found {
        let stale = try ids("SELECT id FROM note_stale")
        var sure: [Int64] = []
        var doubtful: [Int64] = []
        for plan in plans {
            let (ids, isExact) = try candidates(plan)
            let indexed = ids.subtracting(stale)
            if isExact { sure = sure.union(indexed) } else { doubtful = doubtful.union(indexed) }
        }
        doubtful = doubtful.subtracting(sure).union(stale)
        guard let limit, doubtful.count > Self.fewNotes else { return try all(sure, doubtful) }
        return try first(limit, order, sure, doubtful) ?? all(sure, doubtful)
    }

    private func all(_ sure: [Int64], _ doubtful: [Int64]) throws -> Found {
        Found(ids: sure.union(try examined(doubtful)), isOrdered: false, isComplete: true)
    }

    /// Walks through the notes in an order.
    ///
    /// - Returns: nil if there are not so many notes among the first ones, and others follow.
    private func first(_ limit: Int, _ order: NoteQuery.Order, _ sure: [Int64], _ doubtful: [Int64]) throws -> Found? {
        var found: [Int64] = []
        var (examined, isAtEnd) = (0, true)
        var memory = NoteMatcher.Memory()
        let lookUp = try db.cachedStatement(sql: Note.byID)
        try db.cachedStatement(sql: "SELECT note.id FROM note ORDER BY \(order.terms(isReversed: false))").forEachRow {
            let id = $0.int64(0)
            if sure.hasElement(id) {
                found.append(id)
            } else if doubtful.hasElement(id) {
                examined += 1
                if try lookUp.firstRow([id], { try matches(SelectedNote(row: $0), &memory) }) ?? false {
                    found.append(id)
                }
            }
            isAtEnd = found.count < limit && examined < Self.manyNotes
            return isAtEnd
        }
        guard isAtEnd || found.count >= limit else { return nil }
        return Found(ids: found, isOrdered: true, isComplete: isAtEnd)
    }

    /// The notes among `ids` that match.
    private func examined(_ ids: [Int64]) throws -> [Int64] {
        guard !ids.isEmpty else { return [] }
        var found: [Int64] = []
        var memory = NoteMatcher.Memory()
        if try ids.count > total() / 4 {
            // Reading the table from its beginning to its end is faster than looking up most of its rows.
            try db.cachedStatement(sql: "SELECT \(Note.Column.selection) FROM note ORDER BY id").forEachRow {
                let row = SelectedNote(row: $0)
                let id = row.integer(.id)
                if try ids.hasElement(id) && matches(row, &memory) { found.append(id) }
                return true
            }
        } else {
            let lookUp = try db.cachedStatement(sql: Note.byID)
            for id in ids where try lookUp.firstRow([id], { try matches(SelectedNote(row: $0), &memory) }) ?? false {
                found.append(id)
            }
        }
        return found
    }

    private func matches(_ row: SelectedNote, _ memory: inout NoteMatcher.Memory) throws -> Bool {
        try effort.add(textBytes: row.textBytes)
        return matcher.matches(row, &memory)
    }

    /// The notes that the indexes find for an alternative.
    ///
    /// - Returns: whether these are the notes to find. Otherwise these notes must be examined.
    private func candidates(_ plan: SearchPlan) throws -> (ids: [Int64], isExact: Bool) {
        var found: [Int64]?
        for required in plan.required {
            let ids = try ids(required)
            found = found?.intersection(ids) ?? ids
            if found?.isEmpty ?? false { return ([], true) }
        }
        var excluded = try plan.excluded.map(ids)
        var isExact = plan.isExact
        for text in plan.shortTexts {
            let count = try found?.count ?? total()
            guard count > Self.fewNotes, let ids = try ids(with: text, atMost: count / 5) else {
                isExact = false
                continue
            }
            if text.isExcluded { excluded.append(ids) } else { found = found?.intersection(ids) ?? ids }
        }
        let candidates = try found ?? ids("SELECT id FROM note")
        return (excluded.reduce(candidates) { $0.subtracting($1) }, isExact)
    }

    /// The number of all notes.
    private func total() throws -> Int {
        try db.cachedStatement(sql: "SELECT total FROM note_total").firstRow { $0.int(0) } ?? 0
    }

    /// The indexed notes with a text of one or two scalars; nil if the index has too many entries for it. In the index,
    /// each text ends with two more scalars (`SearchIndexer`), so a trigram begins at each of its scalars.
    ///
    /// - Parameter maximum: how many entries may be read. Examining a note takes as long as reading about three entries.
    private func ids(with text: SearchPlan.ShortText, atMost maximum: Int) throws -> [Int64]? {
        var ids: [Int64] = []
        var count = 0
        let arguments: StatementArguments = [
            text.folded, text.folded + "\u{10FFFF}\u{10FFFF}", text.isTitle ? "title" : nil,
        ]
        try db.cachedStatement(sql: Self.selectShortText).forEachRow(arguments) { row in
            try effort.add()
            count += 1
            let id = row.int64(0)
            if ids.last != id { ids.append(id) }
            return count <= maximum
        }
        return count > maximum ? nil : Set(ids).sorted()
    }

    private static let selectShortText =
        "SELECT doc FROM note_term WHERE term >= ?1 AND term <= ?2 AND col = ifnull(?3, col)"

    private func ids(_ selected: SearchPlan.IDs) throws -> [Int64] {
        var ids: [Int64] = []
        try db.cachedStatement(sql: selected.sql).forEachRow(StatementArguments(selected.arguments)) { row in
            try effort.add()
            if selected.range?.contains(Timestamp(utf8: row.bytes(1))) ?? true { ids.append(row.int64(0)) }
            return true
        }
        return ids.sorted()
    }

    private func ids(_ sql: String) throws -> [Int64] { try ids(SearchPlan.IDs(sql: sql, arguments: [])) }
}
