#if PostgreSQL
import Notes
import NotesPostgres
import StoreContract
import Testing

@Suite struct AdoptionTests {
    /// The table that SQLAlchemy creates on PostgreSQL for the Flask app's class.
    static let table = """
        CREATE TABLE note (
            id SERIAL NOT NULL,
            title VARCHAR(200) NOT NULL,
            content TEXT NOT NULL,
            is_pinned BOOLEAN,
            created_at TIMESTAMP WITHOUT TIME ZONE,
            updated_at TIMESTAMP WITHOUT TIME ZONE,
            PRIMARY KEY (id)
        )
        """

    @Test func theNotesOfTheFlaskAppAreKept() throws {
        let test = try TestStore(
            preparedBy: Self.table + """
                ; INSERT INTO note (title, content, is_pinned, created_at, updated_at) VALUES
                ('one', 'text', true, '2024-01-02 03:04:05.000678', '2024-01-02 03:04:05.000678'),
                ('two', 'text', NULL, NULL, NULL)
                """)
        defer { test.store.close() }
        let notes = try test.store.page(NoteQuery(order: .newestFirst)).notes
        #expect(notes.map(\.title) == ["one", "two"])
        #expect(notes[0].isPinned && notes[0].updatedAt == Timestamp("2024-01-02T03:04:05.000678Z"))
        #expect(!notes[1].isPinned && notes[1].createdAt == nil)
        #expect(try test.store.search("one") == ["one"])
        try test.sql("INSERT INTO note VALUES (3000000000, repeat('x', 5000), 'text', false, now(), now())")
        #expect(try test.store.note(3_000_000_000).title.count == 5000)
        #expect(try test.store.create("next").id == 3_000_000_001)
    }

    /// Tables that other programs or tools have created.
    @Test(arguments: [
        "id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text, content text, is_pinned boolean, created_at timestamptz, updated_at timestamptz",
        "id bigint PRIMARY KEY, title varchar, content varchar, is_pinned boolean, created_at timestamp, updated_at timestamp",
        "id serial PRIMARY KEY, title varchar(200) NOT NULL, content text NOT NULL, is_pinned boolean, created_at timestamp, updated_at timestamp",
    ])
    func aTableOfAnotherToolIsAdopted(_ columns: String) throws {
        let test = try TestStore(
            preparedBy: """
                CREATE TABLE note (\(columns));
                INSERT INTO note OVERRIDING SYSTEM VALUE
                    SELECT number, 'title ' || number, 'text', NULL, now(), 'infinity' FROM generate_series(1, 50) AS number
                """)
        defer { test.store.close() }
        let key = IdempotencyKey(text: "k", contentHash: "h")
        #expect(try test.store.create("new").id == 51)
        #expect(try test.store.create(StoreContract.fields("keyed"), by: nil, key: key).note.id == 52)
        #expect(try test.store.update(7, title: "changed").title == "changed")
        try test.store.delete(8)
        #expect(try test.store.restore(8).title == "title 8")
        #expect(try test.store.page(NoteQuery()).total == 52)
    }

    @Test(arguments: [
        ("CREATE TABLE note (id serial PRIMARY KEY, title text)", "has no column content"),
        (
            "CREATE TABLE note (id text, title text, content text, is_pinned boolean, created_at date, updated_at date)",
            "type text"
        ),
        ("CREATE TABLE note_past (id int)", "note_past belongs to another program"),
    ])
    func theTablesOfAnotherProgramStayAsTheyAre(sql: String, reason: String) throws {
        let error = #expect(throws: UserError.self) { try TestStore(preparedBy: sql) }
        #expect(error?.description.contains(reason) == true)
    }
}
#endif
