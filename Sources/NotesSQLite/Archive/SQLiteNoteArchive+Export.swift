import GRDB
public import Notes

extension SQLiteNoteArchive {
    /// Holds only one note in memory at a time.
    ///
    /// Another program may have stored values that a `Note` cannot hold: a title or content that is not UTF-8 text, or
    /// an unknown form of time. Such a value ends the export. `is_pinned` NULL means false.
    public func forEachNote(hasPast: Bool, _ body: (NoteRevision) throws -> Void) throws {
        try file.withReader("cannot read the notes of") { reader in
            try reader.read { db in
                if let reason = try Schema.reasonNotToRead(db) { throw file.failure(reason) }
                if try db.tableExists("note_import"), try Publication.isNeeded(db) {
                    throw UserError(
                        "\(file.path) lacks some notes of an import that is running or was interrupted; run migrate first, or wait a minute for the service"
                    )
                }
                // Databases of earlier versions have no history.
                let hasPast = try hasPast && db.tableExists("note_past")
                try db.cachedStatement(sql: hasPast ? Self.selectNotesAndUsers : Self.selectNotes).forEachRow { row in
                    try check(row, "note")
                    try body(NoteRevision(note: Note(row), user: row.text(CInt(Note.Column.allCases.count))))
                    return true
                }
                guard hasPast else { return }
                try db.cachedStatement(sql: Self.selectPast).forEachRow { row in
                    try check(row, "a past version of note")
                    try body(NoteRevision(row))
                    return true
                }
            }
        }
    }

    /// - Parameter name: the name of the row for the error message.
    private func check(_ row: StatementRow, _ name: String) throws {
        let selected = SelectedNote(row: row)
        guard let problem = selected.problem else { return }
        throw UserError(
            "\(name) \(selected.integer(.id)) of \(file.path): \(problem); correct the note first, or copy the whole database with backup"
        )
    }

    private static let selectNotes = "SELECT \(Note.Column.selection), NULL FROM note ORDER BY id"
    private static let selectNotesAndUsers = """
        SELECT \(Note.Column.selection), user FROM note
        LEFT JOIN note_author ON note_id = note.id AND note_author.updated_at IS note.updated_at ORDER BY note.id
        """
    /// Selects no version of a note that is being deleted for good.
    private static let selectPast = """
        SELECT \(NoteRevision.selection) FROM note_past WHERE NOT EXISTS (
            SELECT 1 FROM note_past AS leaving
            WHERE leaving.\(Trash.isLeaving) AND leaving.note_id = note_past.note_id AND leaving.id >= note_past.id
                AND NOT EXISTS (
                    SELECT 1 FROM note_past AS deletion
                    WHERE deletion.note_id = note_past.note_id AND deletion.id >= note_past.id
                        AND deletion.id < leaving.id AND deletion.is_deletion AND deletion.restored_at IS NULL))
        ORDER BY note_id, id
        """
}
