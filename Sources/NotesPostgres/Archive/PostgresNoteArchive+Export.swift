#if PostgreSQL
public import Notes

extension PostgresNoteArchive {
    /// How many notes are in memory at the same time.
    private static let batch = 20

    public func forEachNote(hasPast: Bool, _ body: (NoteRevision) throws -> Void) throws {
        try reading { connection in
            try forEachRow(hasPast ? Self.selectNotesAndUsers : Self.selectNotes, connection) { row in
                try body(NoteRevision(note: Note(row), user: row.text(CInt(Note.Column.allCases.count))))
            }
            guard hasPast else { return }
            try forEachRow(Self.selectPast, connection) { try body(NoteRevision($0)) }
        }
    }

    private func forEachRow(_ select: String, _ connection: Connection, _ body: (Row) throws -> Void) throws {
        try connection.run(Call("DECLARE export CURSOR FOR \(select)", isPrepared: false), until: .none)
        while true {
            let rows = try connection.run(Call("FETCH \(Self.batch) FROM export"), until: .none)
            for row in rows.map({ $0 }) { try body(row) }
            if rows.count < Self.batch { break }
        }
        try connection.run(Call("CLOSE export"), until: .none)
    }

    private static let selectNotes = "SELECT \(Note.Column.selection), NULL::text FROM note ORDER BY id"
    private static let selectNotesAndUsers = """
        SELECT \(Note.Column.selection), user_name FROM note LEFT JOIN note_author
            ON note_id = note.id AND note_author.updated_at IS NOT DISTINCT FROM note.updated_at
        ORDER BY note.id
        """
    private static let selectPast = "SELECT \(NoteRevision.selection) FROM note_past ORDER BY note_id, id"
}
#endif
