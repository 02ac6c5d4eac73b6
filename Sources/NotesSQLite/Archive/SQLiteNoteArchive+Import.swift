import GRDB
public import Notes

extension SQLiteNoteArchive {
    /// First collects the notes in temporary tables, and compares them with the database. Other programs can write
    /// meanwhile, and also while the notes are added (`StagedImport`). Holds only two notes in memory at a time, and all ids.
    public func add(
        _ next: () throws -> (revision: NoteRevision, line: Int)?, willAdd: () -> Void,
        isCancelled: @escaping () -> Bool
    ) throws -> (notes: ImportCount, past: ImportCount) {
        let (writer, _) = try file.openWriter(busyTimeout: Self.busyTimeout, isCancelled: isCancelled)
        defer { try? writer.close() }
        return try explainingImport {
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
                willAdd()
                let latest = try StagedImport.finishEarlier(db)
                let (notes, past, lastPast) = try db.cancellable(isCancelled) { try Self.compare(db) }
                let isMissing = try db.cachedStatement(sql: Self.selectIsMissing).firstRow { $0.int64(0) != 0 } ?? false
                if isMissing { try addMissing(db, latest: latest, lastPast: lastPast, isCancelled: isCancelled) }
                return (notes, past)
            }
        }
    }

    /// Runs an import. Explains an SQLite error.
    func explainingImport<Value>(_ work: () throws -> Value) throws -> Value {
        try UserError.explaining("nothing was imported: cannot write \(file.path)", work)
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

    /// Compares the incoming notes and past versions with the database, and fills the tables of what is missing.
    ///
    /// - Returns: how much the import will add, and the highest id in `note_past` now.
    private static func compare(_ db: Database) throws -> (notes: ImportCount, past: ImportCount, lastPast: Int64) {
        var (notes, past, lastPast) = (ImportCount(), ImportCount(), Int64(0))
        try db.inTransaction(.deferred) {
            notes.unchanged = try countExisting(db)
            try db.execute(sql: insertMissing)
            notes.added = db.changesCount
            past = try comparePast(db)
            try db.execute(sql: insertMissingUsers)
            lastPast = try self.lastPast(db)
            return .commit
        }
        return (notes, past, lastPast)
    }

    /// The highest id in `note_past`.
    static func lastPast(_ db: Database) throws -> Int64 {
        try db.cachedStatement(sql: "SELECT max(id) FROM note_past").firstRow { $0.int64(0) } ?? 0
    }

    private func addMissing(
        _ db: Database, latest: Int64, lastPast: Int64, isCancelled: @escaping () -> Bool
    ) throws {
        let ids = try db.cachedStatement(sql: "SELECT note_id FROM incoming_missing ORDER BY note_id")
            .rows { $0.int64(0) }
        let staged = try StagedImport(
            file, db, latest: latest, lastPast: lastPast, isCancelled: isCancelled, reserveIDs: { ids.last ?? 0 })
        try staged.add(
            ids,
            copy: { id in
                try db.cachedStatement(sql: Self.stagePast).execute(arguments: [id])
                try db.cachedStatement(sql: Self.stageNote).execute(arguments: [id])
            },
            willPublish: { try db.execute(sql: Self.insertUsers) })
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
        CREATE TEMPORARY TABLE incoming_missing (note_id INTEGER PRIMARY KEY NOT NULL, is_note_missing);
        CREATE TEMPORARY TABLE incoming_user (note_id INTEGER PRIMARY KEY NOT NULL, updated_at, user);

        """

    private static let insertIntoIncoming =
        "INSERT OR IGNORE INTO incoming VALUES (\(Note.Column.placeholders(Int(columnCount) + 2)))"

    private static let selectIncoming =
        "SELECT \(Note.Column.selection(from: "incoming")), line FROM incoming WHERE id = ?"

    private static let selectExisting = """
        SELECT \(Note.Column.selection), \(Note.Column.selection(from: "incoming")), line
        FROM incoming JOIN note USING (id) ORDER BY line
        """

    /// The ids of the notes of which anything is missing, and whether the note itself is missing.
    private static let insertMissing =
        "INSERT INTO incoming_missing SELECT id, 1 FROM incoming WHERE id NOT IN (SELECT id FROM note)"

    /// An incoming note with the time of the note in the database is that version, so it has the same user.
    private static let insertMissingUsers = """
        INSERT INTO incoming_user
            SELECT id, note.updated_at, incoming.user FROM incoming JOIN note USING (id, updated_at)
            WHERE incoming.user IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM note_author WHERE note_id = id AND note_author.updated_at = note.updated_at)
        """

    private static let selectIsMissing =
        "SELECT EXISTS (SELECT 1 FROM incoming_missing) OR EXISTS (SELECT 1 FROM incoming_user)"

    private static let stagePast = """
        INSERT INTO note_incoming (note_id, \(PastVersions.columns))
            SELECT note_id, \(PastVersions.columns) FROM incoming_past WHERE note_id = ? ORDER BY id
        """

    private static let stageNote = """
        INSERT INTO note_incoming (note_id, \(Note.Column.list(Note.Column.allCases.dropFirst())), user)
            SELECT id, \(Note.Column.list(Note.Column.allCases.dropFirst())), user
            FROM incoming JOIN incoming_missing ON note_id = id WHERE id = ? AND is_note_missing
        """

    /// Some notes may have changed since the comparison.
    private static let insertUsers = """
        REPLACE INTO note_author (note_id, updated_at, user)
            SELECT note_id, note.updated_at, incoming_user.user FROM incoming_user JOIN note ON note.id = note_id
            WHERE note.updated_at = incoming_user.updated_at
        """
}
