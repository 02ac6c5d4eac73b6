import GRDB

extension Schema {
    /// All migrations, the oldest first.
    ///
    /// A released migration must never change. So each has its own lists and SQL, and uses no constant that may change.
    static let migrator: DatabaseMigrator = {
        // Other programs may have tables in the file. This program must not check their foreign keys.
        var migrator = DatabaseMigrator().disablingDeferredForeignKeyChecks()
        migrator.registerMigration("1 notes, their total, their search index", migrate: createNotes)
        migrator.registerMigration("2 an id that SQLite is to choose is no note's", migrate: fixInsertTrigger)
        migrator.registerMigration("3 history, trash, authors and idempotency keys", migrate: createHistory)
        migrator.registerMigration("4 texts without accents, mentions", migrate: createTexts)
        migrator.registerMigration("5 imports in steps", migrate: createImport)
        return migrator
    }()

    /// The columns that a table `note` of another program must have. Later migrations add their columns to it.
    static let adoptedColumns = ["id", "title", "content", "is_pinned", "created_at", "updated_at"]

    /// Creates only the table `note`. Then `migrate(_:)` builds the derived objects, because they are missing.
    private static func createNotes(_ db: Database) throws {
        // AUTOINCREMENT never uses the id of a deleted note again (https://www.sqlite.org/autoinc.html).
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

    /// Corrects the trigger `note_before_insert`. In this trigger, `new.id` is -1 while SQLite has not chosen an id. If
    /// there was a note with the id -1, the old trigger believed that every new note replaced that note.
    private static func fixInsertTrigger(_ db: Database) throws {
        let objects = [
            "note_before_insert", "note_after_insert", "note_after_update", "note_after_delete", "note_by_created",
            "note_by_pinned", "note_total", "note_stale", "note_search",
        ]
        // If an object is missing, `migrate(_:)` builds all of them.
        guard try objects.allSatisfy({ try exists($0, db) }) else { return }
        try db.execute(
            sql: """
                DROP TRIGGER note_before_insert;
                CREATE TRIGGER note_before_insert BEFORE INSERT ON note BEGIN
                    UPDATE note_total SET replaces = (SELECT count(*) FROM note WHERE id = new.id AND id IS NOT -1);
                    INSERT INTO note_stale SELECT id, 1, title, content FROM note
                        WHERE id = new.id AND id IS NOT -1 AND id NOT IN (SELECT id FROM note_stale);
                END;
                UPDATE note_total SET total = (SELECT count(*) FROM note);
                """)
    }

    /// Creates the owned tables of the history, and replaces the triggers by triggers that fill them. Keeps the search
    /// index, because building it for many notes takes minutes.
    private static func createHistory(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE note_past (
                    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
                    note_id INTEGER NOT NULL,
                    is_pinned, created_at, updated_at,
                    ended_at TEXT NOT NULL,
                    is_deletion INTEGER NOT NULL,
                    restored_at TEXT,
                    user TEXT,
                    ended_by TEXT,
                    title, content
                );
                CREATE INDEX note_past_by_note ON note_past (note_id, id, is_deletion, restored_at, updated_at, ended_at);
                CREATE INDEX note_past_deleted ON note_past (ended_at) WHERE is_deletion AND restored_at IS NULL;
                CREATE INDEX note_past_leaving ON note_past (ended_at) WHERE is_deletion = 2;
                CREATE TABLE note_author (note_id INTEGER PRIMARY KEY NOT NULL, updated_at, user TEXT NOT NULL);
                CREATE TABLE note_highest_id (id INTEGER NOT NULL);
                INSERT INTO note_highest_id SELECT max(0, ifnull(max(id), 0)) FROM note;
                CREATE TABLE note_key (
                    user TEXT NOT NULL,
                    key TEXT NOT NULL,
                    content_hash TEXT NOT NULL,
                    note_id INTEGER NOT NULL,
                    version TEXT NOT NULL,
                    created_at TEXT NOT NULL,
                    PRIMARY KEY (user, key)
                ) WITHOUT ROWID;
                CREATE INDEX note_key_by_created ON note_key (created_at);
                """)
        if try exists("sqlite_sequence", db) {
            try db.execute(
                sql: """
                    UPDATE note_highest_id
                    SET id = max(id, ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'note'), 0))
                    """)
        }
        let objects = [
            "note_before_insert", "note_after_insert", "note_after_update", "note_after_delete", "note_by_created",
            "note_by_pinned", "note_total", "note_stale", "note_search",
        ]
        // If an object is missing, `migrate(_:)` builds all of them.
        guard try objects.allSatisfy({ try exists($0, db) }) else { return }
        try db.execute(
            sql: """
                DROP TRIGGER note_before_insert;
                DROP TRIGGER note_after_insert;
                DROP TRIGGER note_after_update;
                DROP TRIGGER note_after_delete;
                DROP TABLE note_total;
                \(totalOfVersion3)
                \(timesOfVersion3)
                \(triggersOfVersion3)
                INSERT INTO note_total SELECT count(*) FROM note;
                """)
    }

    /// Replaces the search index, whose texts had accents, and creates the index of mentions. Both are empty at first, so
    /// searches examine all notes until the notes are indexed.
    private static func createTexts(_ db: Database) throws {
        // If an object is missing, `migrate(_:)` builds all of them.
        guard try ["note_stale", "note_search"].allSatisfy({ try exists($0, db) }) else { return }
        try db.execute(
            sql: """
                DROP TABLE note_search;
                \(textsOfVersion4)
                DELETE FROM note_stale;
                INSERT INTO note_stale SELECT id, 0, NULL, NULL FROM note;
                """)
    }

    /// Creates the tables of an import (`StagedImport`).
    private static func createImport(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE note_import (
                    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
                    last_past INTEGER NOT NULL,
                    is_complete INTEGER NOT NULL
                );
                CREATE TABLE note_incoming (
                    id INTEGER PRIMARY KEY NOT NULL,
                    note_id INTEGER NOT NULL,
                    is_pinned, created_at, updated_at, ended_at, is_deletion, restored_at, user, ended_by, title, content
                );
                """)
    }
}
