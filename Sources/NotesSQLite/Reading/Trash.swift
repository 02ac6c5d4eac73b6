import GRDB
import Notes

/// The deleted notes: rows of `note_past` that are deletions and were not undone.
enum Trash {
    /// The condition of a deletion that was not undone. The index `note_past_deleted` has the same condition.
    static let isDeleted = "is_deletion AND restored_at IS NULL"
    /// The condition of a note that is being deleted for good, in several transactions. `is_deletion` is 2 then. Nobody
    /// sees this note any more. The index `note_past_leaving` has the same condition.
    static let isLeaving = "is_deletion = 2"
    /// The condition of a note in the trash.
    static let isInTrash = "\(isDeleted) AND NOT (\(isLeaving))"

    static func page(_ query: NoteQuery, _ db: Database) throws -> RevisionPage {
        let rows = try rows(with: query.search, db)
        let select = try db.cachedStatement(sql: select)
        var revisions: [NoteRevision] = []
        var bytes = 0
        for row in rows.dropFirst(query.offset).prefix(query.size) {
            let others = revisions.count
            try select.forEachRow([row], within: query, &bytes) {
                revisions.append(NoteRevision($0, contentLength: query.contentLength))
            }
            if revisions.count == others { break }
        }
        return RevisionPage(revisions: revisions, total: rows.count, mark: rows.max() ?? 0)
    }

    /// The rows of the deleted notes whose title contains the texts of a search, most recently deleted first.
    private static func rows(with search: SearchQuery?, _ db: Database) throws -> [Int64] {
        guard let search = search?.inTitles else { return try db.cachedStatement(sql: selectRows).rows { $0.int64(0) } }
        let matcher = NoteMatcher(search)
        var memory = NoteMatcher.Memory()
        var rows: [Int64] = []
        try db.cachedStatement(sql: selectNotes).forEachRow { row in
            if matcher.matches(SelectedNote(row: row, first: 1), &memory) { rows.append(row.int64(0)) }
            return true
        }
        return rows
    }

    /// The rows of the notes that were deleted up to the row `mark`.
    static func rows(upTo mark: Int64, _ db: Database) throws -> [Int64] {
        try db.cachedStatement(sql: selectRows).rows { $0.int64(0) }.filter { $0 <= mark }
    }

    private static let order = "FROM note_past WHERE \(isInTrash) ORDER BY ended_at DESC, id DESC"
    private static let selectRows = "SELECT id \(order)"
    private static let selectNotes = "SELECT id, \(NoteRevision.selectionWithoutContent) \(order)"
    private static let select = "SELECT \(NoteRevision.selection) FROM note_past WHERE id = ?"
}
