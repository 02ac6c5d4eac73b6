/// Derived objects: indexes, triggers and tables that can be rebuilt from the owned tables.
extension Schema {
    /// All derived objects, as `sqlite_master` names them.
    static let derived = [
        (type: "trigger", name: "note_before_insert"), (type: "trigger", name: "note_after_insert"),
        (type: "trigger", name: "note_after_unusual_insert"),
        (type: "trigger", name: "note_after_update"), (type: "trigger", name: "note_after_change"),
        (type: "trigger", name: "note_version"),
        (type: "trigger", name: "note_before_move"), (type: "trigger", name: "note_after_move"),
        (type: "trigger", name: "note_after_delete"), (type: "index", name: "note_by_created"),
        (type: "index", name: "note_by_pinned"), (type: "table", name: "note_total"),
        (type: "table", name: "note_replaced"), (type: "table", name: "note_stale"),
        (type: "table", name: "note_search"),
    ]

    /// Drops all derived objects and builds them again from the owned tables.
    static let rebuildDerived =
        (derived.map { "DROP \($0.type) IF EXISTS \($0.name);" }
        + [indexes, totalOfVersion3, search, timesOfVersion3, triggersOfVersion3, fill])
        .joined(separator: "\n")

    /// One index for each `NoteQuery.Order`. Each entry ends with the row's id, so equal times are ordered by id.
    private static let indexes = """
        CREATE INDEX note_by_created ON note (created_at);
        CREATE INDEX note_by_pinned ON note (is_pinned IS TRUE, created_at);
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

    /// Counts the notes, and marks all of them as not yet indexed.
    private static let fill = """
        INSERT INTO note_total SELECT count(*) FROM note;
        INSERT INTO note_stale SELECT id, 0, NULL, NULL FROM note;
        """
}
