#if PostgreSQL
import Notes
import StoreContract
import TestSupport
import Testing

@testable import NotesPostgres

/// While every commit waits for a synchronous standby that is not there, notes can still be read, and the server keeps
/// connections for others.
@Suite struct StuckWritesTests {
    @Test func notesCanBeReadWhileNoWriteEnds() async throws {
        let server = try PostgresServer(settings: ["max_connections=30"])
        let database = try server.createDatabase()
        let store = try PostgresNoteStore(ServerAddress(url: server.url(database)), connections: 6)
        defer { store.close() }
        let note = try store.create("note")
        try Self.setStandby("missing", server, database)

        let errors = await withTaskGroup(of: NotesError?.self) { group in
            for number in 0..<20 {
                group.addTask {
                    RequestTime.$deadline.withValue(.now + .milliseconds(400)) {
                        do { try store.create("new \(number)") } catch { return error as? NotesError }
                        return nil
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(errors.map { $0.map { "\($0)" } ?? "none" }) == ["unknownOutcome", "busy"])
        #expect(try store.note(note.id) == note)
        #expect(try store.search("note") == ["note"])
        #expect(throws: NotesError.busy) { try store.check() }
        let connections = "SELECT count(*) FROM pg_stat_activity WHERE datname = '\(database)'"
        #expect(try server.query(connections, in: database).first.flatMap(Int.init).map { $0 <= 7 } == true)

        try Self.setStandby("", server, database)
        try waitUntil("a write ends") { (try? store.update(note.id, title: "changed")) != nil }
        try waitUntil("the store is healthy") { (try? store.check()) != nil }
    }

    private static func setStandby(_ name: String, _ server: PostgresServer, _ database: String) throws {
        try server.execute("ALTER SYSTEM SET synchronous_standby_names = '\(name)'", in: database)
        try server.execute("SELECT pg_reload_conf()", in: database)
        try waitUntil("the server has read its configuration") {
            try server.query("SHOW synchronous_standby_names", in: database) == [name]
        }
    }
}
#endif
