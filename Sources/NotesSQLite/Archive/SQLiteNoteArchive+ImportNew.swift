import GRDB
import Glibc
public import Notes

/// Importing notes that have no ids yet.
extension SQLiteNoteArchive {
    /// First collects the notes in temporary tables, and compares them with the database. Other programs can write
    /// meanwhile, and also while the notes are added (`StagedImport`). Holds only one note in memory at a time.
    public func addNew(
        _ next: () throws -> Note?, isDryRun: Bool, willAdd: () -> Void, isCancelled: @escaping () -> Bool
    ) throws -> [Int64] {
        if isDryRun {
            // A reader cannot open a file that does not exist. The import would create it.
            guard access(file.path, F_OK) == 0 else { return try Self.ids(next) }
            return try file.withReader("cannot read the notes of") { reader in
                try reader.inDatabase { db in
                    if let reason = try Schema.reasonNotToRead(db) { throw file.failure(reason) }
                    return try addNew(next, isDryRun: true, willAdd: willAdd, isCancelled: isCancelled, db)
                }
            }
        }
        let (writer, _) = try file.openWriter(busyTimeout: Self.busyTimeout, isCancelled: isCancelled)
        defer { try? writer.close() }
        return try explainingImport {
            try writer.inDatabase { db in
                try addNew(next, isDryRun: false, willAdd: willAdd, isCancelled: isCancelled, db)
            }
        }
    }

    private func addNew(
        _ next: () throws -> Note?, isDryRun: Bool, willAdd: () -> Void, isCancelled: @escaping () -> Bool,
        _ db: Database
    ) throws -> [Int64] {
        try db.execute(sql: Self.createNew)
        try db.inTransaction(.deferred) {
            while let note = try next() {
                try db.cachedStatement(sql: Self.insertIntoNew).run(Note.Column.allCases.map { note[$0] })
            }
            return .commit
        }
        willAdd()
        let latest = isDryRun ? nil : try StagedImport.finishEarlier(db)
        var ids: [Int64] = []
        try db.cancellable(isCancelled) {
            try db.inTransaction(.deferred) {
                try db.execute(sql: Self.countExistingTexts)
                ids = try db.cachedStatement(sql: Self.selectMissing).rows { $0.int64(0) }
                return .commit
            }
        }
        if let latest, !ids.isEmpty { try addMissing(ids.count, db, latest: latest, isCancelled: isCancelled) }
        return ids
    }

    /// Adds the notes in `missing_new`, with ids in the order of their numbers.
    private func addMissing(_ count: Int, _ db: Database, latest: Int64, isCancelled: @escaping () -> Bool) throws {
        var last: Int64 = 0
        let lastPast = try Self.lastPast(db)
        let staged = try StagedImport(file, db, latest: latest, lastPast: lastPast, isCancelled: isCancelled) {
            let first = try db.cachedStatement(sql: "SELECT ifnull(\(NoteWriter.nextID), \(Int64.max))").firstRow {
                $0.int64(0)
            }
            let (sum, isTooLarge) = (first ?? .max).addingReportingOverflow(Int64(count) - 1)
            // After the largest id of all, SQLite chooses ids at random.
            guard !isTooLarge, sum < .max else {
                throw UserError(
                    "nothing was imported: another program has used the highest ids; give its notes lower ids")
            }
            last = sum
            return last
        }
        try staged.add(
            1...Int64(count),
            copy: { number in
                try db.cachedStatement(sql: Self.stageNew).execute(arguments: [last - Int64(count) + number, number])
            })
    }

    private static func ids(_ next: () throws -> Note?) throws -> [Int64] {
        var ids: [Int64] = []
        while let note = try next() { ids.append(note.id) }
        return ids
    }

    /// `first` is the id of the first incoming note with the same title and content. The index has each text once, so a
    /// search in it takes the same time however many notes have the same text.
    private static let createNew = """
        CREATE TEMPORARY TABLE incoming_new
        (id INTEGER PRIMARY KEY NOT NULL, \(Note.Column.list(Note.Column.allCases.dropFirst())), first);
        CREATE UNIQUE INDEX incoming_new_by_text ON incoming_new (title, content) WHERE id = first;
        CREATE TEMPORARY TABLE existing_text (first INTEGER PRIMARY KEY NOT NULL, count);
        CREATE TEMPORARY TABLE missing_new (number INTEGER PRIMARY KEY NOT NULL, id);
        """

    /// The parameters are the columns of a note.
    private static let insertIntoNew = """
        INSERT INTO incoming_new VALUES (?1, ?2, ?3, ?4, ?5, ?6, ifnull(
            (SELECT id FROM incoming_new WHERE title = ?2 AND content = ?3 AND id = first), ?1))
        """

    /// Reads every title of the database, but only the contents of notes with the title of an incoming note.
    ///
    /// If the folder has more notes with one text than the database, the newest of them are missing.
    private static let countExistingTexts = """
        INSERT INTO existing_text
            SELECT incoming_new.first, count(*) FROM note CROSS JOIN incoming_new
                ON incoming_new.title = note.title AND incoming_new.content = note.content
                    AND incoming_new.id = incoming_new.first
            WHERE note.title IN (SELECT title FROM incoming_new)
            GROUP BY incoming_new.first;
        INSERT INTO missing_new
            SELECT row_number() OVER (ORDER BY created_at, id), id FROM (
                SELECT id, created_at, first, row_number() OVER (PARTITION BY first ORDER BY created_at, id) AS copy
                FROM incoming_new)
            LEFT JOIN existing_text USING (first) WHERE copy > ifnull(count, 0);
        """

    private static let selectMissing = "SELECT id FROM missing_new ORDER BY number"

    private static let stageNew = """
        INSERT INTO note_incoming (note_id, \(Note.Column.list(Note.Column.allCases.dropFirst())))
            SELECT ?, \(Note.Column.list(Note.Column.allCases.dropFirst()))
            FROM missing_new JOIN incoming_new USING (id) WHERE number = ?
        """
}
