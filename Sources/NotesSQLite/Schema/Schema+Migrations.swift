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
}
