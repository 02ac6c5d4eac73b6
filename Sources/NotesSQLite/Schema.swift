import GRDB

/// The database's tables, indexes and triggers.
///
/// `note` is the table that SQLAlchemy makes for the well-known Flask tutorial app. A database of that app is adopted
/// where it stands, and other programs may go on writing `note`: all that this app adds keeps itself up to date by
/// triggers which work in any program that opens the file, even one whose SQLite lacks FTS5.
enum Schema {
    static let migrator: DatabaseMigrator = {
        // The file may hold other tables, whose foreign keys are not this app's to judge.
        var migrator = DatabaseMigrator().disablingDeferredForeignKeyChecks()
        migrator.registerMigration("1 notes, their total, their search index") { db in
            try createNotes(db)
            try db.execute(sql: indexes + total + search + triggers + fill)
        }
        migrator.registerMigration("2 an id that SQLite is to choose is no note's") { db in
            // What is not whole is made anew in a moment.
            guard try isWhole(db) else { return }
            try db.execute(sql: "DROP TRIGGER note_before_insert;" + beforeInsert)
            try db.execute(sql: "UPDATE note_total SET total = (SELECT count(*) FROM note)")
        }
        return migrator
    }()

    /// The newest version of the schema. Versions count the migrations.
    static var current: Int { migrator.migrations.count }

    /// The version of a database's schema; 0 if this program never wrote it.
    ///
    /// - Throws: `SQLiteNoteStore.OpenError` if it is a newer version than `current`.
    static func version(_ db: Database) throws -> Int {
        if try migrator.hasBeenSuperseded(db) { throw SQLiteNoteStore.OpenError.newerSchema }
        return try migrator.completedMigrations(db).count
    }

    /// - Throws: `SQLiteNoteStore.OpenError` if the database is another program's or a newer version's.
    static func check(_ db: Database) throws {
        _ = try version(db)
        if try db.tableExists("note") { try checkColumns(db) }
    }

    /// Brings a database up to date, after `check`. Only one process may be here at a time.
    ///
    /// - Returns: the version that it had.
    static func migrate(_ writer: DatabaseQueue) throws -> Int {
        let before = try writer.inDatabase(version)
        try migrator.migrate(writer)
        if try !writer.inDatabase(isWhole) {
            try writer.write { try $0.execute(sql: drop + indexes + total + search + triggers + fill) }
        }
        return before
    }

    /// Whether everything is there that stands beside `note`: another program may have dropped that and made it anew,
    /// without its triggers and indexes.
    static func isWhole(_ db: Database) throws -> Bool {
        let rows = objects.map { "('\($0.type)', '\($0.name)')" }.joined(separator: ", ")
        return try Int.fetchOne(
            db, sql: "SELECT count(*) FROM sqlite_master WHERE (type, name) IN (VALUES \(rows))") == objects.count
    }

    private static func createNotes(_ db: Database) throws {
        // AUTOINCREMENT: an id is never used again (https://www.sqlite.org/autoinc.html).
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS note (
                    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
                    title VARCHAR(200) NOT NULL,
                    content TEXT NOT NULL,
                    is_pinned BOOLEAN,
                    created_at DATETIME,
                    updated_at DATETIME
                )
                """)
    }

    /// - Throws: `SQLiteNoteStore.OpenError` if there is no table `note`, or one of another program.
    static func checkColumns(_ db: Database) throws {
        guard try db.tableExists("note") else { throw SQLiteNoteStore.OpenError.missingTable }
        let columns = try Set(db.columns(in: "note").map { $0.name.lowercased() })
        for column in ["id", "title", "content", "is_pinned", "created_at", "updated_at"]
        where !columns.contains(column) {
            throw SQLiteNoteStore.OpenError.missingColumn(column)
        }
    }

    /// All that this app adds to `note`, as `sqlite_master` names it.
    private static let objects = [
        (type: "trigger", name: "note_before_insert"), (type: "trigger", name: "note_after_insert"),
        (type: "trigger", name: "note_after_update"), (type: "trigger", name: "note_after_delete"),
        (type: "index", name: "note_by_created"), (type: "index", name: "note_by_pinned"),
        (type: "table", name: "note_total"), (type: "table", name: "note_stale"), (type: "table", name: "note_search"),
    ]

    private static let drop = objects.map { "DROP \($0.type) IF EXISTS \($0.name);\n" }.joined()

    /// The two orders of pages. Each entry ends in the row's id, so ties are in order too.
    private static let indexes = """
        CREATE INDEX note_by_created ON note (created_at);
        CREATE INDEX note_by_pinned ON note (is_pinned IS TRUE, created_at);

        """

    /// How many notes there are, since COUNT(*) reads them all; and whether the insert that is running replaces a row,
    /// since REPLACE fires no delete trigger (https://www.sqlite.org/lang_conflict.html).
    private static let total = """
        CREATE TABLE note_total (total INTEGER NOT NULL, replaces INTEGER NOT NULL);

        """

    /// The search index, which may lag, and the notes for which it does, with the text that it still holds for them, if it
    /// holds any. A contentless table must be told the old text to delete it
    /// (https://www.sqlite.org/fts5.html#contentless_tables). The text is case-folded before it gets here.
    private static let search = """
        CREATE VIRTUAL TABLE note_search
            USING fts5(title, content, content='', columnsize=0, tokenize='trigram case_sensitive 1');
        CREATE TABLE note_stale (id INTEGER PRIMARY KEY NOT NULL, is_indexed INTEGER NOT NULL, title TEXT, content TEXT);

        """

    // The oldest text is the indexed one, so a stale note is never marked again. NOT IN says so rather than OR IGNORE: an
    // OR of the statement that fires a trigger overrides those inside (https://www.sqlite.org/lang_createtrigger.html).
    private static let triggers =
        beforeInsert + """
            CREATE TRIGGER note_after_insert AFTER INSERT ON note BEGIN
                UPDATE note_total SET total = total + 1 - replaces;
                INSERT INTO note_stale SELECT new.id, 0, NULL, NULL WHERE new.id NOT IN (SELECT id FROM note_stale);
            END;
            CREATE TRIGGER note_after_update AFTER UPDATE OF id, title, content ON note
            WHEN old.id IS NOT new.id OR old.title IS NOT new.title OR old.content IS NOT new.content BEGIN
                INSERT INTO note_stale SELECT old.id, 1, old.title, old.content
                    WHERE old.id NOT IN (SELECT id FROM note_stale);
                INSERT INTO note_stale SELECT new.id, 0, NULL, NULL WHERE new.id NOT IN (SELECT id FROM note_stale);
            END;
            CREATE TRIGGER note_after_delete AFTER DELETE ON note BEGIN
                UPDATE note_total SET total = total - 1;
                INSERT INTO note_stale SELECT old.id, 1, old.title, old.content
                    WHERE old.id NOT IN (SELECT id FROM note_stale);
            END;

            """

    /// The first of them. `new.id` is -1 where SQLite is to choose it: then it is not the id of a note that another program
    /// gave it (https://www.sqlite.org/lang_createtrigger.html#cautions_on_the_use_of_before_triggers).
    private static let beforeInsert = """
        CREATE TRIGGER note_before_insert BEFORE INSERT ON note BEGIN
            UPDATE note_total SET replaces = (SELECT count(*) FROM note WHERE id = new.id AND id IS NOT -1);
            INSERT INTO note_stale SELECT id, 1, title, content FROM note
                WHERE id = new.id AND id IS NOT -1 AND id NOT IN (SELECT id FROM note_stale);
        END;

        """

    /// Counts the notes, and marks all of them as not yet indexed.
    private static let fill = """
        INSERT INTO note_total SELECT count(*), 0 FROM note;
        INSERT INTO note_stale SELECT id, 0, NULL, NULL FROM note;
        """
}
