import GRDB
import Markdown
import Notes

/// Reads the table `note_mention`.
enum MentionReader {
    /// How many changed notes are examined for links.
    private static let maximumExamined = 200
    /// How much text of changed notes is examined for links, in bytes.
    private static let maximumExaminedBytes = 1 << 20
    /// How many linking notes are read.
    private static let maximumLinking = 50

    /// The id of the newest note with a title; nil if there is none.
    static func id(titled title: String, _ effort: SearchEffort, _ db: Database) throws -> Int64? {
        let folded = TextFold.fold(title)
        // The index of titles is always up to date, and ignores the case of the letters A to Z.
        let same = try db.cachedStatement(sql: selectTitled).rows([title]) { $0.int64(0) }
        let indexed = try db.cachedStatement(sql: selectFoldedTitle).rows([String(decoding: folded, as: UTF8.self)]) {
            $0.int64(0)
        }
        let stale = try db.cachedStatement(sql: selectStaleTitles).rows { row in
            try effort.add()
            return TextFold.fold(row.text(1) ?? "") == folded ? row.int64(0) : nil
        }
        let ids = Set(same + indexed + stale.compactMap { $0 })
        guard ids.count > 1 else { return ids.first }
        return try NoteQuery.Order.newestFirst.sort(Array(ids), isReversed: false, offset: 0, count: 1, db).first
    }

    private static let selectTitled = "SELECT id FROM note WHERE title = ? COLLATE NOCASE"
    private static let selectFoldedTitle = """
        SELECT id FROM note_mention
        WHERE kind = \(MentionKind.title.rawValue) AND name = ? AND id NOT IN (SELECT id FROM note_stale)
        """
    private static let selectStaleTitles =
        "SELECT note.id, note.title FROM note_stale CROSS JOIN note USING (id)"

    /// The notes with links to the title of a note.
    static func notes(linkingTo note: Note, _ db: Database) throws -> LinkingNotes {
        let title = TextFold.fold(note.title)
        var notes: [LinkingNotes.Note] = []
        var (examined, examinedBytes, isComplete) = (0, 0, true)
        try db.cachedStatement(sql: selectLinking).forEachRow([String(decoding: title, as: UTF8.self), note.id]) {
            row in
            if let content = row.text(2) {
                isComplete = examined < maximumExamined && examinedBytes < maximumExaminedBytes
                guard isComplete else { return false }
                (examined, examinedBytes) = (examined + 1, examinedBytes + content.utf8.count)
                guard Mentions(in: content).links(to: title) else { return true }
            }
            notes.append(LinkingNotes.Note(id: row.int64(0), title: row.text(1) ?? ""))
            return true
        }
        notes.sort { $0.id > $1.id }
        return LinkingNotes(
            notes: Array(notes.prefix(maximumLinking)), isComplete: isComplete && notes.count <= maximumLinking)
    }

    /// Selects the indexed notes with a link, and all changed notes with their contents.
    private static let selectLinking = """
        SELECT id, title, NULL FROM (
            SELECT note.id, note.title FROM note_mention JOIN note USING (id)
            WHERE kind = \(MentionKind.link.rawValue) AND name = ?1 AND id != ?2 AND id NOT IN (SELECT id FROM note_stale)
            ORDER BY id DESC LIMIT \(maximumLinking + 1))
        UNION ALL
        SELECT note.id, note.title, ifnull(note.content, '') FROM note_stale CROSS JOIN note USING (id) WHERE note.id != ?2
        """

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
