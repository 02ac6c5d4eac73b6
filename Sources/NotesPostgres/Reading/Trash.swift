#if PostgreSQL
import Notes

/// The deleted notes: rows of `note_past` that are deletions and were not undone.
enum Trash {
    /// The condition of a note in the trash. The index `note_past_deleted` has the same condition.
    static let isInTrash = "is_deletion AND restored_at IS NULL"

    static func page(_ query: NoteQuery, _ pages: PageReader) throws -> RevisionPage {
        try pages.connection.run(PageReader.begin, until: pages.deadline)
        let rows = try rows(with: query.search, pages)
        let page = Array(rows.dropFirst(query.offset).prefix(query.size))
        let sizes = "(octet_length(title) + CASE WHEN $2 THEN octet_length(content) ELSE 0 END)::bigint"
        let results = try pages.run(
            Call(
                "SELECT \(sizes), \(NoteRevision.selection) FROM note_past WHERE id = ANY ($1) \(order)",
                [.integers(page), .flag(query.contentLength == nil)]))
        var revisions: [NoteRevision] = []
        var bytes = 0
        for row in results.map({ $0 }) {
            bytes += row.int(0)
            guard revisions.isEmpty || bytes <= query.maximumBytes else {
                if query.isCutToFit { break }
                throw NotesError.tooLarge
            }
            revisions.append(NoteRevision(row, first: 1, contentLength: query.contentLength))
        }
        return RevisionPage(revisions: revisions, total: rows.count, mark: rows.max() ?? 0)
    }

    /// The rows of the deleted notes whose title contains the texts of a search, most recently deleted first.
    private static func rows(with search: SearchQuery?, _ pages: PageReader) throws -> [Int64] {
        guard let search = search?.inTitles else {
            return try pages.run(Call("SELECT id FROM note_past WHERE \(isInTrash) \(order)")).map { $0.int64(0) }
        }
        let matcher = NoteMatcher(search)
        var memory = NoteMatcher.Memory()
        return try pages.run(
            Call("SELECT id, \(NoteRevision.selectionWithoutContent) FROM note_past WHERE \(isInTrash) \(order)")
        ).map { $0 }.filter { matcher.matches(SelectedNote(row: $0, first: 1), &memory) }.map { $0.int64(0) }
    }

    private static let order = "ORDER BY ended_at DESC, id DESC"
}
#endif
