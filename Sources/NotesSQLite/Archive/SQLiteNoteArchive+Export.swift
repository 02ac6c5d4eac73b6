import GRDB
public import Notes

extension SQLiteNoteArchive {
    /// Only one note is in memory at a time.
    ///
    /// Another program may have written values that a `Note` cannot hold: a title or content that is not UTF-8 text, or a
    /// time in an unknown form. Such a value ends the export. A pin of NULL means that the note is not pinned.
    public func forEachNote(_ body: (Note) throws -> Void) throws {
        let queue = try file.openReader()
        defer { try? queue.close() }
        do {
            try queue.read { db in
                if let reason = try Schema.reasonNotToRead(db) { throw file.failure(reason) }
                try db.cachedStatement(sql: "SELECT \(Note.columns) FROM note ORDER BY id").forEachRow { row in
                    if let problem = Self.problem(row) {
                        throw UserError(
                            "note \(row.int64(0)) of \(file.path): \(problem); correct the note first, or copy the whole database with backup"
                        )
                    }
                    try body(Note(row: row))
                    return true
                }
            }
        } catch let error as DatabaseError {
            throw UserError("cannot read the notes of \(file.path): \(error.line)")
        }
    }

    /// What of a row, of the columns `Note.columns`, would not be in its note; nil if all would.
    private static func problem(_ row: StatementRow) -> String? {
        for (index, name) in [(1, "title"), (2, "content")] as [(CInt, String)]
        // The type first: reading a blob as text makes it one.
        where !row.isText(index) || String(validating: row.bytes(index), as: UTF8.self) == nil {
            return "its \(name) is no text in UTF-8"
        }
        for (index, name) in [(4, "created_at"), (5, "updated_at")] as [(CInt, String)]
        where !row.isNull(index) && Timestamp(utf8: row.bytes(index)) == nil {
            return "its \(name) is no time"
        }
        return nil
    }
}
