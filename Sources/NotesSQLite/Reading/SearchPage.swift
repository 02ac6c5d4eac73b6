import GRDB
import Notes

/// Pages of the notes that a search finds.
struct SearchPage {
    /// The most notes that are examined to sort them.
    private static let maximumSorted = 1_000
    /// If there are so many ids, it is faster to pick them from the index of all notes.
    private static let manyIDs = 1_000

    private let query: NoteQuery
    private let search: SearchQuery
    private let effort: SearchEffort
    private let db: Database

    static func page(_ query: NoteQuery, _ search: SearchQuery, _ effort: SearchEffort, _ db: Database) throws
        -> NotePage
    {
        let page = SearchPage(query: query, search: search, effort: effort, db: db)
        let found = try page.find()
        let hasMore = !found.isComplete
        let total = hasMore ? query.maximumCount ?? found.ids.count : found.ids.count
        guard query.offset < total else { return NotePage(notes: [], total: total, hasMore: hasMore) }
        return try query.page(of: page.ids(found, count: query.countOfIDs), total: total, hasMore: hasMore, db)
    }

    private func find() throws -> NoteSearch.Found {
        // A limited search finds the first notes of the order.
        let isLimited = !query.isReversed && query.start == nil
        let limit = isLimited ? query.maximumCount.map { $0 + 1 } : nil
        return try NoteSearch(search, effort, db).find(query.order, limit: limit)
    }

    /// The ids of the notes on the page.
    private func ids(_ found: NoteSearch.Found, count: Int) throws -> [Int64] {
        guard query.order == .relevance, let inTitles = search.inTitles else {
            return try pick(found, offset: query.offset, count: count)
        }
        func part(_ ids: [Int64]) -> NoteSearch.Found {
            NoteSearch.Found(ids: ids, isOrdered: found.isOrdered, isComplete: true)
        }
        let (first, rest): (NoteSearch.Found, NoteSearch.Found)
        if found.isOrdered || found.ids.count <= Self.maximumSorted {
            let isInTitle = try examine(found.ids) { [matcher = NoteMatcher(inTitles)] in matcher.matches($0, &$1) }
            let (inTitle, others) = found.ids.divided { isInTitle[$0] ?? false }
            (first, rest) = (part(inTitle), part(others))
        } else {
            let end = query.offset + min(count, found.ids.count)
            let titles = try NoteSearch(inTitles, effort, db).find(
                .newestFirst, limit: max(end, Self.maximumSorted + 1))
            if !titles.isComplete { return try pick(titles, offset: query.offset, count: count) }
            let inTitle = titles.ids.sorted()
            (first, rest) = (part(inTitle), part(found.ids.subtracting(inTitle)))
        }
        let ids = try sorted(first, offset: query.offset, count: count)
        let missing = count - ids.count
        guard missing > 0 else { return ids }
        return try ids + sorted(rest, offset: max(query.offset - first.ids.count, 0), count: missing)
    }

    /// The ids in the order of the query. Notes with the same accents come first, if there are not too many notes.
    private func sorted(_ found: NoteSearch.Found, offset: Int, count: Int) throws -> [Int64] {
        guard offset < found.ids.count else { return [] }
        guard let accents = AccentMatcher(search), found.ids.count <= Self.maximumSorted else {
            return try pick(found, offset: offset, count: count)
        }
        let ids = try pick(found, offset: 0, count: found.ids.count)
        let isExact = try examine(ids) { row, _ in accents.matches(row) }
        let (exact, others) = ids.divided { isExact[$0] ?? false }
        return Array((exact + others).dropFirst(offset).prefix(count))
    }

    private func examine(_ ids: [Int64], _ matches: (SelectedNote, inout NoteMatcher.Memory) -> Bool) throws
        -> [Int64: Bool]
    {
        var memory = NoteMatcher.Memory()
        var results: [Int64: Bool] = [:]
        let lookUp = try db.cachedStatement(sql: Note.byID)
        for id in ids { results[id] = try lookUp.firstRow([id]) { matches(SelectedNote(row: $0), &memory) } }
        return results
    }

    /// Sorts ids in the order of the query, skips the first `offset`, and returns the next `count`.
    private func pick(_ found: NoteSearch.Found, offset: Int, count: Int) throws -> [Int64] {
        let ids = found.ids
        if found.isOrdered { return Array(ids.dropFirst(offset).prefix(count)) }
        if let ranges = try NoteRange.ranges(of: query, db) {
            var page: [Int64] = []
            for range in ranges where page.count < count {
                page += try select(ids, in: range, isReversed: query.isReversed, offset: 0, count: count - page.count)
            }
            return page
        }
        let count = min(count, ids.count - offset)
        let isNear = offset <= ids.count / 2
        let skipped = isNear ? offset : ids.count - offset - count
        let page = try select(ids, in: .all, isReversed: query.isReversed == isNear, offset: skipped, count: count)
        return isNear ? page : page.reversed()
    }

    /// Sorts the ids in a range, skips the first `offset`, and returns the next `count`.
    private func select(_ ids: [Int64], in range: NoteRange, isReversed: Bool, offset: Int, count: Int) throws
        -> [Int64]
    {
        ids.count < Self.manyIDs
            ? try query.order.sort(ids, in: range, isReversed: isReversed, offset: offset, count: count, db)
            : try walk(ids, in: range, isReversed: isReversed, offset: offset, count: count)
    }

    /// Reads the database index of the order, and picks the entries whose id is in `ids`, until the page is complete.
    /// Faster than `sort` if `ids` is long: reading an index entry is 20 times faster than looking up a note.
    private func walk(_ ids: [Int64], in range: NoteRange, isReversed: Bool, offset: Int, count: Int) throws -> [Int64]
    {
        let select = range.selectIDs(query.order.terms(isReversed: isReversed))
        var found: [Int64] = []
        try db.cachedStatement(sql: select).forEachRow(range.arguments) { row in
            if ids.hasElement(row.int64(0)) { found.append(row.int64(0)) }
            return found.count < offset + count
        }
        return Array(found.dropFirst(offset))
    }
}

extension [Int64] {
    /// Divides the ids into those that `isFirst` chooses, and the others. Both keep their order.
    fileprivate func divided(_ isFirst: (Int64) -> Bool) -> (first: [Int64], rest: [Int64]) {
        (filter(isFirst), filter { !isFirst($0) })
    }
}
