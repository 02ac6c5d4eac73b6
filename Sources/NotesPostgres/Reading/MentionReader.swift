#if PostgreSQL
import Markdown
import Notes

/// Reads the table `note_mention`.
struct MentionReader {
    /// How many changed notes are examined for links.
    private static let maximumExamined = 200
    /// How much text of changed notes is read for links, in bytes.
    private static let maximumExaminedBytes = 1 << 20
    /// How many linking notes are read.
    private static let maximumLinking = 50

    let pages: PageReader

    /// The id of the newest note with a title; nil if there is none. Also tells whether some notes have changed since they were
    /// indexed.
    func id(titled title: String) throws -> (id: Int64?, isStale: Bool) {
        guard !title.utf8.contains(0) else { return (nil, false) }
        let folded = TextFold.fold(title)
        let results = try pages.connection.run(
            [
                PageReader.begin,
                Call(Self.selectTitled, [.text(title), .text(String(decoding: folded, as: UTF8.self))]),
            ], until: pages.deadline)
        var ids = Set(results.last?.map { $0.int64(0) } ?? [])
        var last = Int64.min
        while true {
            let rows = try pages.run(Call(Self.selectStaleTitles, [.integer(last)]))
            for row in rows.map({ $0 }) {
                last = row.int64(0)
                if row.text(1).map({ TextFold.fold($0) }) == folded { ids.insert(last) }
            }
            if rows.count < Self.staleTitles { break }
            if pages.deadline.hasPassed { throw NotesError.overloaded }
        }
        let isStale = last > .min
        guard ids.count > 1 else { return (ids.first, isStale) }
        let newest = try pages.sort(Array(ids), by: NoteQuery.Order.newestFirst.terms(), offset: 0, count: 1)
        return (newest.first, isStale)
    }

    /// The notes with links to the title of a note.
    func notes(linkingTo note: Note) throws -> LinkingNotes {
        guard !note.title.utf8.contains(0) else { return .empty }
        let title = TextFold.fold(note.title)
        let rows = try pages.run(
            Call(Self.selectLinking, [.text(String(decoding: title, as: UTF8.self)), .integer(note.id)])
        ).map { (isIndexed: $0.flag(0), id: $0.int64(1), title: $0.text(2) ?? "", content: $0.text(3)) }
        var notes = rows.filter(\.isIndexed).map { LinkingNotes.Note(id: $0.id, title: $0.title) }
        // A content that is NULL has not been read.
        let changed = rows.filter { !$0.isIndexed }
        for (_, id, name, content) in changed.prefix(Self.maximumExamined) {
            guard let content, Mentions(in: content).links(to: title) else { continue }
            notes.append(LinkingNotes.Note(id: id, title: name))
        }
        let isComplete = changed.count <= Self.maximumExamined && !changed.contains { $0.content == nil }
        notes.sort { $0.id > $1.id }
        return LinkingNotes(
            notes: Array(notes.prefix(Self.maximumLinking)),
            isComplete: isComplete && notes.count <= Self.maximumLinking)
    }

    func tags() throws -> TagList {
        let results = try pages.connection.run(
            [PageReader.begin, Call(Self.selectTags), Call(Self.selectIsStale)], until: pages.deadline)
        let rows = results[1].map { (name: $0.text(0) ?? "", shown: $0.text(1) ?? "", count: $0.int(2)) }
        let parents = Set(
            rows.flatMap { row in
                row.name.indices.filter { row.name[$0] == "/" }.map { String(row.name[..<$0]) }
            })
        // A note may have several tags below one tag, and counts once.
        let tags = try rows.map { row in
            let count =
                parents.contains(row.name)
                ? try pages.run(Call(Self.countBelow, [.text(row.name)])).first?.int(0) : nil
            return TagList.Tag(name: row.shown, count: count ?? row.count)
        }
        return TagList(tags: tags, isUpToDate: results[2].first?.flag(0) != true)
    }

    private static let isIndexed = "NOT EXISTS (SELECT FROM note_stale WHERE note_stale.id = note.id)"

    /// The index of titles is always up to date, and ignores the case of the letters A to Z.
    private static let selectTitled = """
        SELECT id FROM note WHERE \(NoteQuery.Order.beginning("title")) = \(NoteQuery.Order.beginning("$1"))
            AND \(NoteQuery.Order.folded("title")) = \(NoteQuery.Order.folded("$1"))
        UNION SELECT note.id FROM note_mention JOIN note USING (id)
            WHERE \(MentionSQL.isNamed("$2", .title)) AND \(isIndexed)
        """
    private static let staleTitles = 1_000
    private static let selectStaleTitles = """
        SELECT note.id, note.title FROM note_stale JOIN note USING (id) WHERE note_stale.id > $1
        ORDER BY note_stale.id LIMIT \(staleTitles)
        """
    /// The notes that link to a title according to the index, and the notes that have changed since they were indexed.
    private static let selectLinking = """
        (SELECT true, note.id, note.title, NULL FROM note_mention JOIN note USING (id)
            WHERE \(MentionSQL.isNamed("$1", .link)) AND note.id != $2 AND \(isIndexed)
            ORDER BY note.id DESC LIMIT \(maximumLinking + 1))
        UNION ALL
        (SELECT false, id, title, CASE WHEN bytes - size < \(maximumExaminedBytes) THEN content END FROM (
            SELECT *, sum(size) OVER (ROWS UNBOUNDED PRECEDING) AS bytes FROM (
                SELECT note.id, note.title, note.content, octet_length(note.content) AS size
                FROM note_stale JOIN note USING (id) WHERE note.id != $2 LIMIT \(maximumExamined + 1)) AS sizes) AS sums)
        """
    private static let selectTags = """
        SELECT name, min(shown), count(*) FROM note_mention WHERE kind = \(MentionKind.tag.rawValue)
        GROUP BY name ORDER BY name
        """
    private static let countBelow = "SELECT count(*) FROM (\(MentionSQL.ids(withTag: "$1"))) AS below"
    private static let selectIsStale = "SELECT EXISTS (SELECT FROM note_stale)"
}
#endif
