import GRDB
public import Notes

extension SQLiteNoteArchive {
    /// Holds only one note in memory at a time.
    ///
    /// Another program may have stored values that a `Note` cannot hold: a title or content that is not UTF-8 text, or
    /// an unknown form of time. Such a value ends the export. `is_pinned` NULL means false.
    public func forEachNote(_ body: (Note) throws -> Void) throws {
        try file.withReader("cannot read the notes of") { reader in
            try reader.read { db in
                if let reason = try Schema.reasonNotToRead(db) { throw file.failure(reason) }
                try db.cachedStatement(sql: "SELECT \(Note.Column.selection) FROM note ORDER BY id").forEachRow { row in
                    let selected = SelectedNote(row: row)
                    if let problem = selected.problem {
                        throw UserError(
                            "note \(selected.integer(.id)) of \(file.path): \(problem); correct the note first, or copy the whole database with backup"
                        )
                    }
                    try body(Note(row: selected))
                    return true
                }
            }
        }
    }
}
