import GRDB
public import Notes

extension SQLiteNoteArchive {
    /// Collects the notes in a temporary table first, so that no other writer waits while they arrive. Then adds them in one
    /// transaction. Only one note is in memory at a time.
    public func add(
        _ next: () throws -> (note: Note, line: Int)?, willAdd: () -> Void, isCancelled: @escaping () -> Bool
    ) throws -> ImportSummary {
        let (writer, _) = try file.openWriter(busyTimeout: Self.importBusyTimeout, isCancelled: isCancelled)
        defer { try? writer.close() }
        do {
            return try writer.inDatabase { db in
                try db.execute(sql: Self.incoming)
                var count = 0
                try db.inTransaction(.deferred) {
                    while let (note, line) = try next() {
                        if try Self.gather(note, line: line, db) { count += 1 }
                    }
                    return .commit
                }
                var same = 0
                try db.inTransaction(.immediate) {
                    willAdd()
                    try db.cancellable(isCancelled) {
                        same = try Self.countSame(db)
                        try db.execute(sql: Self.insert)
                    }
                    return .commit
                }
                return ImportSummary(added: count - same, unchanged: same)
            }
        } catch let error as DatabaseError {
            throw UserError("nothing was imported: cannot write \(file.path): \(error.line)")
        }
    }

    /// The service may be writing all the time; in seconds.
    private static let importBusyTimeout = 30.0

    private static let incoming = """
        CREATE TEMPORARY TABLE incoming (
            id INTEGER PRIMARY KEY NOT NULL,
            title TEXT, content TEXT, is_pinned BOOLEAN, created_at DATETIME, updated_at DATETIME, line INTEGER
        )
        """

    private static let insert = """
        INSERT INTO note (id, title, content, is_pinned, created_at, updated_at)
        SELECT id, title, content, is_pinned, created_at, updated_at FROM incoming
        WHERE id NOT IN (SELECT id FROM note) ORDER BY id
        """

    /// - Returns: false if the note is there already, on an earlier line.
    /// - Throws: `UserError` if another of its id is.
    private static func gather(_ note: Note, line: Int, _ db: Database) throws -> Bool {
        let statement = try db.cachedStatement(sql: "INSERT OR IGNORE INTO incoming VALUES (?, ?, ?, ?, ?, ?, ?)")
        try statement.run([
            .integer(note.id), .text(note.title), .text(note.content), .integer(note.isPinned ? 1 : 0),
            .text(note.createdAt?.sqlite), .text(note.updatedAt?.sqlite), .integer(Int64(line)),
        ])
        if db.changesCount == 1 { return true }
        let columns = Note.columns.replacing("note.", with: "incoming.")
        let earlier = try db.cachedStatement(sql: "SELECT \(columns), line FROM incoming WHERE id = ?")
            .firstRow([note.id]) { (note: Note(row: $0), line: $0.int(6)) }
        guard let earlier, earlier.note.isIdentical(to: note) else {
            throw UserError(
                "line \(line): note \(note.id) stands on line \(earlier?.line ?? 0) too, and differs; nothing was imported"
            )
        }
        return false
    }

    /// How many of the incoming notes are in the database already.
    ///
    /// - Throws: `UserError` if another note has the id of one.
    private static func countSame(_ db: Database) throws -> Int {
        let columns = Note.columns.replacing("note.", with: "incoming.")
        var same = 0
        try db.cachedStatement(
            sql: "SELECT \(Note.columns), \(columns), line FROM incoming JOIN note USING (id) ORDER BY line"
        ).forEachRow { row in
            let note = Note(row: row)
            guard note.isIdentical(to: Note(row: row, from: 6)) else {
                throw UserError(
                    "line \(row.int(12)): there is a note \(note.id) already, and it differs; nothing was imported")
            }
            same += 1
            return true
        }
        return same
    }
}
