import GRDB

extension Schema {
    /// All migrations, the oldest first.
    ///
    /// A released migration never changes. So it uses no list and no text that may change: it has its own.
    static let migrator: DatabaseMigrator = {
        // The file may hold tables of other programs. Their foreign keys are not this program's business.
        var migrator = DatabaseMigrator().disablingDeferredForeignKeyChecks()
        migrator.registerMigration("1 notes, their total, their search index", migrate: createNotes)
        migrator.registerMigration("2 an id that SQLite is to choose is no note's", migrate: fixInsertTrigger)
        return migrator
    }()

    /// The columns that another program's table `note` must have. The columns of later migrations are added to it.
    static let adoptedColumns = ["id", "title", "content", "is_pinned", "created_at", "updated_at"]

    /// Derived objects are missing after this migration, so `migrate(_:)` builds them.
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

    /// Replaces the first `note_before_insert`. While SQLite has not chosen an id, `new.id` is -1 in that trigger. So it took a new
    /// note for a replacement if another program had made a note with the id -1.
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
