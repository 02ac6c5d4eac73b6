import GRDB
import Glibc
public import Notes

/// Importing notes that have no ids yet.
extension SQLiteNoteArchive {
    /// First collects the notes in temporary tables: other writers need not wait while `next` delivers the notes. Then
    /// adds all notes in one transaction. Holds only one note in memory at a time.
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
        return try UserError.explaining("nothing was imported: cannot write \(file.path)") {
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
        var ids: [Int64] = []
        try db.inTransaction(isDryRun ? .deferred : .immediate) {
            willAdd()
            try db.cancellable(isCancelled) {
                try db.execute(sql: Self.countExistingTexts)
                ids = try db.cachedStatement(sql: Self.selectMissing).rows { $0.int64(0) }
                if !isDryRun { try db.execute(sql: Self.insertMissing) }
            }
            return .commit
        }
        return ids
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
        CREATE TEMPORARY TABLE missing_new (id INTEGER PRIMARY KEY NOT NULL, number);
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
            SELECT id, row_number() OVER (ORDER BY created_at, id) FROM (
                SELECT id, created_at, first, row_number() OVER (PARTITION BY first ORDER BY created_at, id) AS copy
                FROM incoming_new)
            LEFT JOIN existing_text USING (first) WHERE copy > ifnull(count, 0);
        """

    private static let selectMissing = "SELECT id FROM missing_new ORDER BY number"

    private static let insertMissing = """
        INSERT INTO note (\(Note.Column.names))
            SELECT next_id + number - 1, \(Note.Column.list(Note.Column.allCases.dropFirst()))
            FROM missing_new JOIN incoming_new USING (id) JOIN (SELECT \(NoteWriter.nextID) AS next_id) ORDER BY number
        """
}
