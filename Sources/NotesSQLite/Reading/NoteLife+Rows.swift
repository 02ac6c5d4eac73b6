import GRDB
import Notes

extension NoteLife {
    /// Reads all lives of an id, the newest first, without their texts and without notes that are being deleted for good. Empty
    /// if no note has or had this id.
    static func all(of id: Int64, _ db: Database) throws -> [NoteLife] {
        let (lives, leaving) = try withLeaving(of: id, db)
        return lives.filter { $0.current != nil || !leaving.contains($0.entries.first?.row ?? 0) }
    }

    /// - Returns: all lives, and the rows of the notes that are being deleted for good.
    private static func withLeaving(of id: Int64, _ db: Database) throws -> (lives: [NoteLife], leaving: Set<Int64>) {
        var leaving: Set<Int64> = []
        let entries = try db.cachedStatement(
            sql: """
                SELECT id, updated_at, \(Trash.isDeleted), \(Trash.isLeaving) FROM note_past WHERE note_id = ?
                ORDER BY id DESC
                """
        ).rows([id]) { row in
            if row.int64(3) != 0 { leaving.insert(row.int64(0)) }
            return Entry(
                row: row.int64(0), version: NoteVersion(Timestamp(utf8: row.bytes(1))), endsLife: row.int64(2) != 0)
        }
        return (all(of: id, current: try Note.find(id, db), entries: entries), leaving)
    }

    /// The life that ended with a deletion; nil if there is no such life.
    ///
    /// - Parameter row: the row of the deletion.
    static func deleted(id: Int64, row: Int64, _ db: Database) throws -> NoteLife? {
        try withLeaving(of: id, db).lives.first { $0.current == nil && $0.entries.first?.row == row }
    }

    /// The rows of the versions before a note's last version, the oldest first. Empty if the note is not in the trash.
    ///
    /// - Parameter row: the row of the note in the trash.
    static func versions(ofDeletion row: Int64, _ db: Database) throws -> [Int64] {
        let id = try db.cachedStatement(sql: "SELECT note_id FROM note_past WHERE id = ?").firstRow([row]) {
            $0.int64(0)
        }
        return try id.flatMap { try deleted(id: $0, row: row, db) }?.entries.dropFirst().map(\.row).reversed() ?? []
    }

    /// Reads the version at a position, where 0 is the newest.
    ///
    /// - Parameter isSummary: whether to tell the changes of the version instead of its content.
    func revision(at position: Int, isSummary: Bool = false, _ db: Database) throws -> NoteRevision {
        var revision: NoteRevision?
        if let entry = entry(at: position) {
            let sql = isSummary ? Self.selectRevisionWithoutContent : Self.selectRevision
            revision = try db.cachedStatement(sql: sql).firstRow([entry.row]) { NoteRevision($0) }
        } else if let current {
            revision = NoteRevision(note: current, user: try author(db))
        }
        guard var revision else { throw NotesError.notFound }
        if isSummary {
            revision.note.content = ""
            revision.changes = try changes(at: position, db)
        }
        return revision
    }

    /// Returns the columns in which the version at a position differs from the version before it; nil for the oldest.
    private func changes(at position: Int, _ db: Database) throws -> Set<Note.Column>? {
        guard position + 1 < count, let old = entry(at: position + 1) else { return nil }
        let new = entry(at: position)
        let columns = [Note.Column.title, .content, .isPinned]
        return try db.cachedStatement(
            sql: """
                SELECT \(columns.map { "new.\($0.name) IS NOT old.\($0.name)" }.joined(separator: ", "))
                FROM \(new == nil ? "note" : "note_past") AS new, note_past AS old WHERE new.id = ? AND old.id = ?
                """
        ).firstRow([new?.row ?? noteID, old.row]) { row in
            Set(zip(columns, CInt(0)...).filter { row.int64($0.1) != 0 }.map(\.0))
        }
    }

    /// The user who made the current version, if known.
    private func author(_ db: Database) throws -> String? {
        try db.cachedStatement(
            sql: """
                SELECT user FROM note_author JOIN note ON note.id = note_author.note_id
                WHERE note.id = ? AND note_author.updated_at IS note.updated_at
                """
        ).firstRow([noteID]) { $0.text(0) } ?? nil
    }

    private static let selectRevision = "SELECT \(NoteRevision.selection) FROM note_past WHERE id = ?"
    private static let selectRevisionWithoutContent =
        "SELECT \(NoteRevision.selectionWithoutContent) FROM note_past WHERE id = ?"
}
