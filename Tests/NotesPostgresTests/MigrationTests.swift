#if PostgreSQL
import Notes
import NotesPostgres
import StoreContract
import TestSupport
import Testing

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
        #expect(migrations.allSatisfy { $0.current == 1 && $0.repaired.isEmpty })
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
