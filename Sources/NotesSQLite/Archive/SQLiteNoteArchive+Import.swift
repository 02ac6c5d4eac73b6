import GRDB
public import Notes

extension SQLiteNoteArchive {
    /// First collects the notes in temporary tables: other writers need not wait while `next` delivers the notes. Then
    /// adds all notes in one transaction. Holds only two notes in memory at a time.
    public func add(
        _ next: () throws -> (revision: NoteRevision, line: Int)?, willAdd: () -> Void,
        isCancelled: @escaping () -> Bool
    ) throws -> (notes: ImportCount, past: ImportCount) {
        let (writer, _) = try file.openWriter(busyTimeout: Self.busyTimeout, isCancelled: isCancelled)
        defer { try? writer.close() }
        return try UserError.explaining("nothing was imported: cannot write \(file.path)") {
            try writer.inDatabase { db in
                try db.execute(sql: Self.createIncoming + Self.createIncomingPast)
                try db.inTransaction(.deferred) {
                    while let (revision, line) = try next() {
                        if revision.endedAt == nil {
                            try Self.collect(revision, line: line, db)
                        } else {
                            try Self.collectPast(revision, line: line, db)
                        }
                    }
                    return .commit
                }
                var (notes, past) = (ImportCount(), ImportCount())
                try db.inTransaction(.immediate) {
                    willAdd()
                    try db.cancellable(isCancelled) {
                        notes.unchanged = try Self.countExisting(db)
                        // First, because the past versions that are added may have notes in the trash, too.
                        try Self.takeFromTrash(db)
                        past = try Self.addPast(db)
                        try db.execute(sql: Self.insertIncoming)
                        notes.added = db.changesCount
                        try db.execute(sql: Self.insertUsers)
                    }
                    return .commit
                }
                return (notes, past)
            }
        }
    }

    /// How long a statement waits for another process's lock, in seconds. Long, as the service may write all the time.
    static let busyTimeout = 30.0

    /// Adds a note to the temporary table, unless an identical note is on an earlier line.
    ///
    /// - Throws: `UserError` if an earlier line has a different note with the same id.
    private static func collect(_ revision: NoteRevision, line: Int, _ db: Database) throws {
        let note = revision.note
        try db.cachedStatement(sql: insertIntoIncoming)
            .run(Note.Column.allCases.map { note[$0] } + [.integer(Int64(line)), .text(revision.user)])
        if db.changesCount == 1 { return }
        let earlier = try db.cachedStatement(sql: selectIncoming)
            .firstRow([note.id]) { (note: Note($0), line: $0.int(columnCount)) }
        guard let earlier, earlier.note.isIdentical(to: note) else {
            throw UserError(
                "line \(line): note \(note.id) is on line \(earlier?.line ?? 0), too, and differs; nothing was imported"
            )
        }
    }

    /// Returns the number of incoming notes that are in the database already, perhaps with a later time of change: an
    /// earlier import may have added a note whose id was used already.
    ///
    /// - Throws: `UserError` if the database has a different note with the id of an incoming note.
    private static func countExisting(_ db: Database) throws -> Int {
        var count = 0
        try db.cachedStatement(sql: selectExisting).forEachRow { row in
            let note = Note(row)
            var incoming = Note(row: SelectedNote(row: row, first: columnCount))
            if let time = note.updatedAt, incoming.updatedAt.map({ $0 < time }) ?? true { incoming.updatedAt = time }
            guard note.isIdentical(to: incoming) else {
                throw UserError(
                    "line \(row.int(2 * columnCount)): there is a note \(note.id) already, and it differs; nothing was imported"
                )
            }
            count += 1
            return true
        }
        return count
    }

    private static let columnCount = CInt(Note.Column.allCases.count)

    /// The columns other than `id` have no type, so SQLite stores every value unchanged.
    private static let createIncoming = """
        CREATE TEMPORARY TABLE incoming
        (id INTEGER PRIMARY KEY NOT NULL, \(Note.Column.list(Note.Column.allCases.dropFirst())), line, user);

        """

    private static let insertIntoIncoming =
        "INSERT OR IGNORE INTO incoming VALUES (\(Note.Column.placeholders(Int(columnCount) + 2)))"

    private static let selectIncoming =
        "SELECT \(Note.Column.selection(from: "incoming")), line FROM incoming WHERE id = ?"

    private static let selectExisting = """
        SELECT \(Note.Column.selection), \(Note.Column.selection(from: "incoming")), line
        FROM incoming JOIN note USING (id) ORDER BY line
        """

    private static let insertIncoming = """
        INSERT INTO note (\(Note.Column.names)) SELECT \(Note.Column.names) FROM incoming
        WHERE id NOT IN (SELECT id FROM note) ORDER BY id
        """

    /// An incoming note with the time of the note in the database is that version, so it has the same user.
    private static let insertUsers = """
        INSERT INTO note_author (note_id, updated_at, user)
            SELECT id, note.updated_at, incoming.user FROM incoming JOIN note USING (id, updated_at)
            WHERE incoming.user IS NOT NULL
        ON CONFLICT (note_id) DO UPDATE SET updated_at = excluded.updated_at, user = excluded.user
            WHERE note_author.updated_at IS NOT excluded.updated_at
        """
}
