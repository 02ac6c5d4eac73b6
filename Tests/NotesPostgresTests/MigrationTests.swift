#if PostgreSQL
import Notes
import StoreContract
import TestSupport
import Testing

@testable import NotesPostgres

@Suite struct MigrationTests {
    @Test func severalRespondersMayStartAtOnce() async throws {
        let server = try PostgresServer.shared()
        let url = server.url(try server.createDatabase())
        let migrations = try await withThrowingTaskGroup(of: Migration.self) { group in
            for _ in 1...6 {
                group.addTask { try PostgresNoteArchive(ServerAddress(url: url)).migrate { false } }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(migrations.filter { $0.previous == 0 }.count == 1)
        #expect(migrations.allSatisfy { $0.current == 2 && $0.repaired.isEmpty })
    }

    @Test func aDatabaseOfVersion1KeepsItsRows() throws {
        let server = try PostgresServer.shared()
        let database = try server.createDatabase(from: "template0")
        let rows = """
            INSERT INTO note (title, content, is_pinned, created_at, updated_at) VALUES
                ('one', 'apple', true, '2026-01-02 03:04:05', '2026-01-02 03:04:05'), ('two', 'berry', NULL, NULL, NULL),
                ('three', 'cherry', false, '2026-01-02 03:04:05', '2026-01-02 03:04:05');
            SELECT set_config('notes.user', 'anna', false);
            UPDATE note SET content = 'apples' WHERE id = 1;
            DELETE FROM note WHERE id = 3;
            """
        try server.execute(schemaVersion1 + rows, in: database)
        let tables = [
            "note", "note_past", "note_author", "note_key", "note_write", "note_total", "note_stale", "note_text",
        ]
        func content() throws -> [[String]] {
            try tables.map { try server.query("SELECT * FROM \($0) ORDER BY 1", in: database) }
        }
        let before = try content()
        let archive = try PostgresNoteArchive(ServerAddress(url: server.url(database)))
        #expect(try archive.migrate { false } == Migration(previous: 1, current: 2, repaired: []))
        #expect(try content() == before)

        let store = try PostgresNoteStore(ServerAddress(url: server.url(database)))
        defer { store.close() }
        try store.update(1, title: "changed", by: "ben")
        let history = try store.history(of: 1, offset: 0, size: 10)
        #expect(history.revisions.map(\.note.title) == ["changed", "one", "one"])
        #expect(history.revisions.map(\.user) == ["ben", "anna", nil])
        #expect(try store.restore(3).title == "three")
        #expect(try store.create("four").id == 4)
        #expect(try store.search("cherry") == ["three"])
        #expect(try store.page(NoteQuery()).total == 4)
    }

    /// Replacing the functions waits for nobody, so nobody waits for it.
    @Test func anotherProgramMayBeWritingDuringTheMigration() throws {
        let server = try PostgresServer.shared()
        let database = try server.createDatabase(from: "template0")
        try server.execute(schemaVersion1, in: database)
        let address = try ServerAddress(url: server.url(database))
        let other = try Connection(address)
        func run(_ sql: String) throws { _ = try other.run(Call(sql, isPrepared: false), until: .none) }
        try run("BEGIN")
        try run("INSERT INTO note (title, content) VALUES ('one', 'theirs')")
        #expect(try PostgresNoteArchive(address).migrate { false }.current == 2)
        try run("INSERT INTO note (title, content) VALUES ('two', 'theirs')")
        try run("COMMIT")
        let store = try PostgresNoteStore(address)
        defer { store.close() }
        #expect(try store.titles().sorted() == ["one", "two"])
    }

    @Test func aRenamedSchemaIsRepaired() throws {
        let server = try PostgresServer.shared()
        let database = try server.createDatabase()
        try server.execute(
            #"CREATE SCHEMA "it's old"; ALTER DATABASE \#(database) SET search_path = "it's old", renamed, public"#,
            in: database)
        let address = try ServerAddress(url: server.url(database))
        var store = try PostgresNoteStore(address)
        try store.create("one")
        store.close()
        try server.execute(#"ALTER SCHEMA "it's old" RENAME TO renamed"#, in: database)
        #expect(try PostgresNoteArchive(address).migrate { false }.repaired == ["note_before_insert()"])
        store = try PostgresNoteStore(address)
        defer { store.close() }
        try store.create("two")
        #expect(try store.titles() == ["two", "one"])
        #expect(try store.page(NoteQuery()).total == 2)
    }

    @Test func missingObjectsAreRebuilt() throws {
        let test = try TestStore()
        try test.store.create("one", "text")
        test.store.close()
        for sql in ["DROP TABLE note_text", "DROP TRIGGER note_after_update ON note", "DROP INDEX note_by_created"] {
            try test.sql(sql)
        }
        let repaired = try PostgresNoteArchive(test.address).migrate { false }.repaired
        #expect(Set(repaired).isSuperset(of: ["note_text", "note_after_update", "note_by_created"]))
        let store = try PostgresNoteStore(test.address)
        defer { store.close() }
        #expect(try store.search("text") == ["one"])
        try store.update(1, title: "two")
        #expect(try store.history(of: 1, offset: 0, size: 10).total == 2)
        #expect(try store.page(NoteQuery()).total == 1)
    }

    @Test func aNewerSchemaIsRefused() throws {
        let test = try TestStore()
        test.store.close()
        try test.sql("UPDATE note_schema SET version = 99")
        let error = #expect(throws: UserError.self) { try PostgresNoteStore(test.address) }
        #expect(error?.description.contains("newer version") == true)
        #expect(try test.sql("SELECT version::text FROM note_schema") == ["99"])
    }

    @Test func aRoleWithoutRightsLearnsWhatToGrant() throws {
        let server = try PostgresServer.shared()
        let database = try server.createDatabase()
        try server.execute("CREATE ROLE poor LOGIN", in: "postgres")
        let url = server.url(database).replacing("notes@", with: "poor@")
        let error = #expect(throws: UserError.self) { try PostgresNoteStore(ServerAddress(url: url)) }
        #expect(error?.description.contains("deploy/postgres/setup.sql") == true)
    }

    @Test func anotherEncodingIsRefused() throws {
        let server = try PostgresServer.shared()
        try server.execute(
            "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'", in: "postgres")
        let error = #expect(throws: UserError.self) { try PostgresNoteStore(ServerAddress(url: server.url("latin"))) }
        #expect(error?.description.contains("LATIN1") == true)
    }
}
#endif
