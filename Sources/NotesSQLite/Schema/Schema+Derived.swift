/// Derived objects: indexes, triggers and tables that can be rebuilt from the owned tables.
extension Schema {
    /// All derived objects, as `sqlite_master` names them.
    static let derived =
        [
            "note_before_insert", "note_after_insert", "note_after_unusual_insert", "note_after_update",
            "note_after_change", "note_version", "note_before_move", "note_after_move", "note_after_delete",
        ].map { (type: "trigger", name: $0, table: "note") }
        + [(type: "trigger", name: "note_unusual_insert", table: "note_unusual")]
        + indexes.map { (type: "index", name: $0.name, table: "note") }
        + ["note_total", "note_replaced", "note_unusual", "note_stale", "note_mention", "note_term", "note_text"].map {
            (type: "table", name: $0, table: $0)
        }

    /// Drops all derived objects and builds them again from the owned tables.
    static let rebuildDerived =
        (derived.map { "DROP \($0.type) IF EXISTS \($0.name);" } + ["DROP TABLE IF EXISTS note_search;"]
        + indexes.map(createIndex) + [
            totalOfVersion3, stale, textsOfVersion4, timesOfVersion3, triggersOfVersion3, fill,
        ])
        .joined(separator: "\n")

    /// One index for each way to sort notes. Each entry ends with the row's id, so equal times are ordered by id. Every
    /// program's SQLite has the collation NOCASE, so every program can write the table.
    static let indexes = [
        (name: "note_by_created", terms: "created_at"),
        (name: "note_by_pinned", terms: "is_pinned IS TRUE, created_at"),
        (name: "note_by_updated", terms: "updated_at"),
        (name: "note_by_folded_title", terms: "title COLLATE NOCASE"),
    ]

    static func createIndex(name: String, terms: String) -> String { "CREATE INDEX \(name) ON note (\(terms));" }

    /// `note_stale` lists the notes that have changed since they were indexed. If `note_text` still holds the old text of
    /// a note, `note_stale` keeps this text: FTS5 needs it to delete an entry of a contentless table
    /// (https://www.sqlite.org/fts5.html#contentless_tables).
    private static let stale =
        "CREATE TABLE note_stale (id INTEGER PRIMARY KEY NOT NULL, is_indexed INTEGER NOT NULL, title TEXT, content TEXT);"

    /// The tables that may lag behind `note`. `SearchIndexer` fills them. They must not change, because migration 4 creates
    /// them.
    ///
    /// `note_text` is the index of folded texts, and `note_term` lists its trigrams. `note_mention` says what a note mentions,
    /// and its title (`MentionKind`). `name` is folded, and `shown` is the name of a tag as it was typed.
    static let textsOfVersion4 = """
        CREATE VIRTUAL TABLE note_text
            USING fts5(title, content, content='', columnsize=0, tokenize='trigram case_sensitive 1');
        CREATE VIRTUAL TABLE note_term USING fts5vocab(note_text, instance);
        CREATE TABLE note_mention (
            kind INTEGER NOT NULL,
            name TEXT NOT NULL,
            id INTEGER NOT NULL,
            shown TEXT,
            PRIMARY KEY (kind, name, id)
        ) WITHOUT ROWID;
        CREATE INDEX note_mention_by_note ON note_mention (id);
        """

    /// Counts the notes, and marks all of them as not yet indexed.
    private static let fill = """
        INSERT INTO note_total SELECT count(*) FROM note;
        INSERT INTO note_stale SELECT id, 0, NULL, NULL FROM note;
        """
}
