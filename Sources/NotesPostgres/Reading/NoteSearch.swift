#if PostgreSQL
import Notes

/// Finds the notes of a search, and makes pages of them.
///
/// Results are always up to date, even if the indexes are not. The table `note_stale` lists the notes that have changed since
/// they were indexed. A search ignores what the indexes say about them, and examines them as they are now.
struct NoteSearch {
    /// The notes that a search found.
    private struct Found {
        let ids: [Int64]
        /// Whether the ids are in the order of the query.
        let isOrdered: Bool
        /// Whether these are all notes. If false, there are more.
        let isComplete: Bool
        /// Whether some notes have changed since they were indexed.
        let isStale: Bool
    }

    /// The most notes that are examined to sort them.
    private static let maximumSorted = 1_000
    /// How many notes are read at the same time to examine them.
    private static let batch = 200
    /// The size of their contents, in bytes. A batch has at least one note.
    private static let batchBytes = 4 << 20

    private let pages: PageReader
    private let query: NoteQuery
    private let search: SearchQuery

    /// - Returns: the page, and whether some notes have changed since they were indexed.
    static func page(_ query: NoteQuery, _ search: SearchQuery, _ pages: PageReader) throws
        -> (page: PageRows, isStale: Bool)
    {
        let page = NoteSearch(pages: pages, query: query, search: search)
        let found = try page.find(search, query.order, limit: page.limit, after: [PageReader.begin])
        let hasMore = !found.isComplete
        let total = hasMore ? query.maximumCount ?? found.ids.count : found.ids.count
        let ids = query.offset < found.ids.count ? try page.ids(found, count: query.countOfIDs) : []
        return (try pages.page(query, ids, total: total, hasMore: hasMore), found.isStale)
    }

    /// How many notes to find at least if there are so many: those to count, and those up to the end of the page. nil for all.
    private var limit: Int? {
        guard let count = query.maximumCount, !query.isReversed, query.start == nil else { return nil }
        let (end, overflow) = query.offset.addingReportingOverflow(query.countOfIDs)
        return overflow ? nil : max(count, min(end, .max - 1)) + 1
    }

    /// Finds all notes, or the first notes in an order.
    ///
    /// - Parameters:
    ///   - limit: how many notes to find at least if there are so many; nil for all notes.
    ///   - before: statements that run first, in the same round trip.
    private func find(
        _ search: SearchQuery, _ order: NoteQuery.Order, limit: Int?, after before: [Call] = []
    ) throws -> Found {
        let condition = SearchCondition(search)
        let ordered = limit.map { " ORDER BY \(order.terms()) LIMIT \($0)" } ?? ""
        let select = Call(
            """
            SELECT note.id FROM note JOIN note_text USING (id) WHERE (\(condition.sql))
                AND NOT EXISTS (SELECT FROM note_stale WHERE note_stale.id = note.id)\(ordered)
            """, condition.arguments, isPrepared: false)
        let results = try pages.connection.run(before + [select, Self.selectStale(after: .min)], until: pages.deadline)
        let indexed = results[before.count].map { $0.int64(0) }
        let changed = results[before.count + 1]
        let stale = try staleNotes(search, changed)
        let isComplete = limit.map { indexed.count < $0 } ?? true
        return Found(
            ids: indexed + stale, isOrdered: limit != nil && stale.isEmpty, isComplete: isComplete,
            isStale: changed.count > 0)
    }

    /// Examines the notes that have changed since they were indexed.
    ///
    /// - Parameter first: the first batch of them.
    /// - Returns: the ids of those that match.
    private func staleNotes(_ search: SearchQuery, _ first: Rows) throws -> [Int64] {
        let matcher = NoteMatcher(search)
        var memory = NoteMatcher.Memory()
        var found: [Int64] = []
        var rows = first
        while let last = rows.last?.int64(0) {
            found += try rows.map { SelectedNote(row: $0) }.filter { note in
                if pages.deadline.hasPassed { throw NotesError.overloaded }
                return matcher.matches(note, &memory)
            }.map { $0.integer(.id) }
            rows = try pages.run(Self.selectStale(after: last))
        }
        return found
    }

    /// The ids of the notes on the page.
    private func ids(_ found: Found, count: Int) throws -> [Int64] {
        let (offset, ids) = (query.offset, found.ids)
        guard query.order == .relevance, let relevance = SearchRelevance(search), let inTitles = search.inTitles else {
            return try pick(found, offset: offset, count: count)
        }
        if ids.count <= Self.maximumSorted {
            return try Array(sorted(found, relevance).dropFirst(offset).prefix(count))
        }
        // There are too many notes to examine each of them.
        let end = offset + min(count, ids.count)
        let first = try find(inTitles, .newestFirst, limit: max(end, Self.maximumSorted) + 1)
        if !first.isComplete { return try pick(first, offset: offset, count: count) }
        let best =
            first.ids.count <= Self.maximumSorted
            ? try sorted(first, relevance) : try pick(first, offset: 0, count: first.ids.count)
        let page = best.dropFirst(offset).prefix(count)
        guard page.count < count else { return Array(page) }
        let known = Set(best)
        let rest = Found(
            ids: ids.filter { !known.contains($0) }, isOrdered: found.isOrdered, isComplete: true, isStale: false)
        return try page + pick(rest, offset: max(offset - best.count, 0), count: count - page.count)
    }

    /// The ids of the notes, the best ones first. Notes with equal scores are in the order of the query.
    private func sorted(_ found: Found, _ relevance: SearchRelevance) throws -> [Int64] {
        let isOneBatch = found.ids.count <= Self.batch
        let ids = isOneBatch ? found.ids : try pick(found, offset: 0, count: found.ids.count)
        let select = "\(Self.selectBeginnings) ORDER BY \(query.terms)"
        var memory = NoteMatcher.Memory()
        var known: [(id: Int64, match: SearchRelevance.Match)] = []
        for start in stride(from: 0, to: ids.count, by: Self.batch) {
            let part = Array(ids[start..<min(start + Self.batch, ids.count)])
            known += try pages.run(Call(select, [.integers(part)])).map {
                let note = SelectedNote(row: $0)
                return (id: note.integer(.id), match: relevance.match(note, &memory))
            }
        }
        // Swift's sort keeps the order of equal elements.
        return zip(known, relevance.scores(known.map(\.match))).sorted { $0.1 > $1.1 }.map(\.0.id)
    }

    /// Sorts ids in the order of the query, skips the first `offset`, and returns the next `count`.
    private func pick(_ found: Found, offset: Int, count: Int) throws -> [Int64] {
        if found.isOrdered { return Array(found.ids.dropFirst(offset).prefix(count)) }
        guard let ranges = try NoteRange.ranges(of: query, pages.connection, pages.deadline) else {
            return try pages.sort(found.ids, by: query.terms, offset: offset, count: count)
        }
        var page: [Int64] = []
        for range in ranges where page.count < count {
            page += try pages.sort(found.ids, in: range, by: query.terms, offset: 0, count: count - page.count)
        }
        return page
    }

    /// The first batch of stale notes after an id.
    private static func selectStale(after id: Int64) -> Call {
        Call(
            """
            SELECT \(Note.Column.selection) FROM (
                SELECT note.*, sum(octet_length(note.content)) OVER (ORDER BY note.id) - octet_length(note.content) AS before
                FROM note_stale JOIN note USING (id) WHERE note_stale.id > $1 ORDER BY note.id LIMIT \(batch)) AS note
            WHERE before < \(batchBytes) OR before IS NULL
            ORDER BY note.id
            """, [.integer(id)])
    }

    /// The part of a content that counts for the relevance, which looks at its first 64 KiB.
    private static let selectBeginnings = """
        SELECT \(Note.Column.selection(content: "left(note.content, 65536)")) FROM note WHERE id = ANY ($1)
        """
}
#endif
