/// Derived objects: indexes, triggers and tables that can be rebuilt from the owned tables.
extension Schema {
    /// All derived objects, as `sqlite_master` names them.
    static let derived = [
        (type: "trigger", name: "note_before_insert"), (type: "trigger", name: "note_after_insert"),
        (type: "trigger", name: "note_after_update"), (type: "trigger", name: "note_after_delete"),
        (type: "index", name: "note_by_created"), (type: "index", name: "note_by_pinned"),
        (type: "table", name: "note_total"), (type: "table", name: "note_stale"), (type: "table", name: "note_search"),
    ]

    /// Drops all derived objects and builds them again from the owned tables.
    static let rebuildDerived =
        (derived.map { "DROP \($0.type) IF EXISTS \($0.name);" } + [indexes, total, search, triggers, fill])
        .joined(separator: "\n")

    /// One index for each `NoteQuery.Order`. Each entry ends with the row's id, so equal times are ordered by id.
    private static let indexes = """
        CREATE INDEX note_by_created ON note (created_at);
        CREATE INDEX note_by_pinned ON note (is_pinned IS TRUE, created_at);
        """

    /// `total` is the number of notes. COUNT(*) would be slow, because it reads all notes. `replaces` is 1 while an
    /// insert replaces a row. REPLACE deletes the old row without the delete trigger
    /// (https://www.sqlite.org/lang_conflict.html), so the insert trigger must not count the new row.
    private static let total = """
        CREATE TABLE note_total (total INTEGER NOT NULL, replaces INTEGER NOT NULL);
        """

    /// `note_search` is the search index. It holds case-folded text, and may lag behind `note`.
    ///
    /// `note_stale` lists the notes that have changed since they were indexed. If the index still holds the old text of
    /// a note, `note_stale` keeps this text: FTS5 needs it to delete an entry of a contentless table
    /// (https://www.sqlite.org/fts5.html#contentless_tables).
    private static let search = """
        CREATE VIRTUAL TABLE note_search
            USING fts5(title, content, content='', columnsize=0, tokenize='trigram case_sensitive 1');
        CREATE TABLE note_stale (id INTEGER PRIMARY KEY NOT NULL, is_indexed INTEGER NOT NULL, title TEXT, content TEXT);
        """

    /// The triggers keep `note_total` and `note_stale` up to date.
    ///
    /// In a BEFORE INSERT trigger, `new.id` is -1 if SQLite will choose the id. The trigger ignores -1, because another
    /// program may have made a note with the id -1
    /// (https://www.sqlite.org/lang_createtrigger.html#cautions_on_the_use_of_before_triggers).
    ///
    /// A note that is stale already must not be marked again: `note_stale` keeps the text that the index holds, which
    /// is older. The triggers check this with NOT IN. OR IGNORE would not work always, because an OR clause of the
    /// statement that fires a trigger overrides the OR clauses inside the trigger (same page).
    private static let triggers = """
        CREATE TRIGGER note_before_insert BEFORE INSERT ON note BEGIN
            UPDATE note_total SET replaces = (SELECT count(*) FROM note WHERE id = new.id AND id IS NOT -1);
            INSERT INTO note_stale SELECT id, 1, title, content FROM note
                WHERE id = new.id AND id IS NOT -1 AND id NOT IN (SELECT id FROM note_stale);
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

    /// Counts the notes, and marks all of them as not yet indexed.
    private static let fill = """
        INSERT INTO note_total SELECT count(*), 0 FROM note;
        INSERT INTO note_stale SELECT id, 0, NULL, NULL FROM note;
        """
}
