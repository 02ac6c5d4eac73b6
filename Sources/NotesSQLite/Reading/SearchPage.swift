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

    static func lend(
        _ query: NoteQuery, _ search: SearchQuery, _ effort: SearchEffort, _ db: Database,
        to body: (LentNote) throws -> Void
    ) throws -> PageSummary {
        let page = SearchPage(query: query, search: search, effort: effort, db: db)
        let found = try page.find()
        let hasMore = !found.isComplete
        let total = hasMore ? query.maximumCount ?? found.ids.count : found.ids.count
        guard query.offset < total else { return PageSummary(total: total, hasMore: hasMore) }
        return try query.lend(
            page.ids(found, count: query.countOfIDs), total: total, hasMore: hasMore, db, to: body)
    }

    private func find() throws -> NoteSearch.Found {
        // A limited search finds the first notes of the order.
        let isLimited = !query.isReversed && query.start == nil
        let limit = isLimited ? query.maximumCount.map { $0 + 1 } : nil
        return try NoteSearch(search, effort, db).find(query.order, limit: limit)
    }

    /// The ids of the notes on the page.
    private func ids(_ found: NoteSearch.Found, count: Int) throws -> [Int64] {
        let (offset, ids) = (query.offset, found.ids)
        guard query.order == .relevance, let relevance = SearchRelevance(search), let inTitles = search.inTitles else {
            return try pick(found, offset: offset, count: count)
        }
        if ids.count <= Self.maximumSorted || found.isOrdered {
            return try Array(sorted(found, relevance).dropFirst(offset).prefix(count))
        }
        // There are too many notes to examine each of them.
        let end = offset + min(count, ids.count)
        let first = try NoteSearch(inTitles, effort, db).find(.newestFirst, limit: max(end, Self.maximumSorted + 1))
        if !first.isComplete { return try pick(first, offset: offset, count: count) }
        let best =
            first.ids.count <= Self.maximumSorted
            ? try sorted(first, relevance) : try pick(first, offset: 0, count: first.ids.count)
        let page = best.dropFirst(offset).prefix(count)
        guard page.count < count else { return Array(page) }
        let rest = NoteSearch.Found(ids: ids.subtracting(best.sorted()), isOrdered: false, isComplete: true)
        return try page + pick(rest, offset: max(offset - best.count, 0), count: count - page.count)
    }

    /// The ids of the notes, the best ones first. Notes with equal scores are in the order of the query.
    private func sorted(_ found: NoteSearch.Found, _ relevance: SearchRelevance) throws -> [Int64] {
        var memory = NoteMatcher.Memory()
        let lookUp = try db.cachedStatement(sql: Note.byID)
        let matches = try pick(found, offset: 0, count: found.ids.count).compactMap { id in
            try lookUp.firstRow([id]) { row in
                let row = SelectedNote(row: row)
                try effort.add(textBytes: row.textBytes)
                return (id: id, match: relevance.match(row, &memory))
            }
        }
        // Swift's sort keeps the order of equal elements.
        return zip(matches, relevance.scores(matches.map(\.match))).sorted { $0.1 > $1.1 }.map(\.0.id)
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
