/// The databases of earlier versions of the schema, as those versions created them.
public enum OldSchema {
    /// SQL statements that create an empty database of version 1 or 2.
    public static func sql(version: Int) -> String {
        let ignored = version == 1 ? "" : " AND id IS NOT -1"
        let tables = """
            CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
            INSERT INTO grdb_migrations VALUES ('1 notes, their total, their search index');
            CREATE TABLE note (
                id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
                title VARCHAR(200) NOT NULL,
                content TEXT NOT NULL,
                is_pinned BOOLEAN,
                created_at DATETIME,
                updated_at DATETIME
            );
            CREATE INDEX note_by_created ON note (created_at);
            CREATE INDEX note_by_pinned ON note (is_pinned IS TRUE, created_at);
            CREATE TABLE note_total (total INTEGER NOT NULL, replaces INTEGER NOT NULL);
            INSERT INTO note_total VALUES (0, 0);
            CREATE VIRTUAL TABLE note_search
                USING fts5(title, content, content='', columnsize=0, tokenize='trigram case_sensitive 1');
            CREATE TABLE note_stale (id INTEGER PRIMARY KEY NOT NULL, is_indexed INTEGER NOT NULL, title TEXT, content TEXT);
            CREATE TRIGGER note_before_insert BEFORE INSERT ON note BEGIN
                UPDATE note_total SET replaces = (SELECT count(*) FROM note WHERE id = new.id\(ignored));
                INSERT INTO note_stale SELECT id, 1, title, content FROM note
                    WHERE id = new.id\(ignored) AND id NOT IN (SELECT id FROM note_stale);
            END;
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
        let second = "INSERT INTO grdb_migrations VALUES ('2 an id that SQLite is to choose is no note''s');"
        return version == 2 ? tables + second : tables
    }
}
