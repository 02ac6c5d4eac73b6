import GRDB
import Notes

/// Reads the table `note_mention`.
enum MentionReader {
    /// How many changed notes are examined for a title. If more notes wait to be indexed, those titles count as equal that
    /// differ only in the case of the letters A to Z.
    private static let maximumExamined = 200

    /// The id of the newest note with a title; nil if there is none.
    static func id(titled title: String, _ db: Database) throws -> Int64? {
        let folded = TextFold.fold(title)
        // The index of titles is always up to date, and ignores the case of the letters A to Z.
        let same = try db.cachedStatement(sql: "SELECT id FROM note WHERE title = ? COLLATE NOCASE").rows([title]) {
            $0.int64(0)
        }
        let indexed = try db.cachedStatement(
            sql: """
                SELECT id FROM note_mention WHERE kind = \(MentionKind.title.rawValue) AND name = ?
                    AND id NOT IN (SELECT id FROM note_stale)
                """
        ).rows([String(decoding: folded, as: UTF8.self)]) { $0.int64(0) }
        let stale = try db.cachedStatement(
            sql: "SELECT note.id, note.title FROM note_stale JOIN note USING (id) LIMIT \(maximumExamined)"
        ).rows { TextFold.fold($0.text(1) ?? "") == folded ? $0.int64(0) : nil }
        let ids = same + indexed + stale.compactMap { $0 }
        guard ids.count > 1 else { return ids.first }
        return try NoteQuery.Order.newestFirst.sort(ids, isReversed: false, offset: 0, count: 1, db).first
    }

    static func tags(_ db: Database) throws -> TagList {
        let tag = MentionKind.tag.rawValue
        let rows = try db.cachedStatement(
            sql: "SELECT name, min(shown), count(*) FROM note_mention WHERE kind = \(tag) GROUP BY name"
        ).rows { (name: $0.text(0) ?? "", shown: $0.text(1) ?? "", count: $0.int(2)) }
        let parents = Set(
            rows.flatMap { row in
                row.name.indices.filter { row.name[$0] == "/" }.map { String(row.name[..<$0]) }
            })
        // A note may have several tags below one tag, and counts once.
        let countBelow = try db.cachedStatement(sql: "SELECT count(*) FROM (\(SearchPlan.tagged))")
        let tags = try rows.map { row in
            let count = parents.contains(row.name) ? try countBelow.firstRow([row.name]) { $0.int(0) } : nil
            return TagList.Tag(name: row.shown, count: count ?? row.count)
        }
        return TagList(tags: tags, isUpToDate: try !NoteSearch.isStale(db))
    }
}
