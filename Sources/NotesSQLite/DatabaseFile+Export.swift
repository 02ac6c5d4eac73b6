import GRDB
public import Notes

extension DatabaseFile {
    /// Reads every note, by its id, as all of them were at one moment. It takes the memory of one.
    ///
    /// Nothing is read as something else: a title or content that is no text in UTF-8, or a time that is none (which only
    /// other programs can have written) ends the reading. A pin of NULL means that the note is not pinned.
    ///
    /// - Throws: `SQLiteNoteStore.OpenError`, `Failure`, or what `body` throws.
    public func forEachNote(_ body: (Note) throws -> Void) throws {
        let queue = try openReader()
        defer { try? queue.close() }
        do {
            try queue.read { db in
                do {
                    _ = try Schema.version(db)
                    try Schema.checkColumns(db)
                } catch let error as SQLiteNoteStore.OpenError {
                    throw SQLiteNoteStore.OpenError(path: path, underlying: error)
                }
                try db.cachedStatement(sql: "SELECT \(Note.columns) FROM note ORDER BY id").forEachRow { row in
                    if let problem = Self.problem(row) {
                        throw Failure(
                            "note \(row.int64(0)) of \(path): \(problem); correct it first, or copy the whole database with backup"
                        )
                    }
                    try body(Note(row: row))
                    return true
                }
            }
        } catch let error as DatabaseError {
            throw Failure("cannot read the notes of", path, error)
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
