#if PostgreSQL
import Locking
import Notes
import StoreContract
import Testing
import TestSupport

@testable import NotesPostgres

/// A write is acknowledged only when the synchronous standby has it. In these tests, no standby is there.
@Suite struct SynchronousCommitTests {
    let server: PostgresServer
    let database: String
    let address: ServerAddress

    init() throws {
        server = try PostgresServer()
        database = try server.createDatabase()
        address = try ServerAddress(url: server.url(database))
        try PostgresNoteStore(address).close()
    }

    /// The connection is cut while the commit waits for the standby. The store then waits for the old transaction.
    @Test func aCutConnectionDoesNotEndTheWait() throws {
        let proxy = try CuttingProxy(server)
        defer { proxy.close() }
        let store = try PostgresNoteStore(ServerAddress(url: proxy.url(database)))
        defer { store.close() }
        try setStandby("missing")
        proxy.cut(.beforeEnd, on: LostCommitTests.write)
        let (writer, result) = create(store)
        try waitUntil("the commit waits for the standby") {
            try server.query("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'", in: database) != []
        }
        proxy.cutNow()
        try waitUntil("the store waits for the transaction") {
            try server.query(
                "SELECT 1 FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted", in: database) != []
        }
        #expect(result.withLock { $0 } == nil)
        try check(writer, result)
    }

    /// The server cancels the wait, and warns: the commit is not replicated. The store does not acknowledge it yet.
    @Test func aCancelledWaitIsNoConfirmation() throws {
        let store = try PostgresNoteStore(address)
        defer { store.close() }
        try setStandby("missing")
        let (writer, result) = create(store)
        for key in ["INSERT INTO note (", "INSERT INTO note_write (key) VALUES"] {
            try waitUntil("a commit waits for the standby") {
                try server.query(
                    """
                    SELECT pg_cancel_backend(pid) FROM pg_stat_activity
                    WHERE wait_event = 'SyncRep' AND query LIKE '%\(key)%'
                    """, in: database) == ["t"]
            }
        }
        #expect(result.withLock { $0 } == nil)
        try check(writer, result)
    }

    /// While the outcome is unknown, the store does not say that nothing was saved.
    @Test func theOutcomeMayStayUnknown() throws {
        let store = try PostgresNoteStore(address)
        defer { store.close() }
        try setStandby("missing")
        let start = ContinuousClock.now
        #expect(throws: NotesError.unknownOutcome) {
            try RequestTime.$deadline.withValue(start + .seconds(1)) { try store.create("new") }
        }
        #expect(ContinuousClock.now - start < .seconds(2))
        try setStandby("")
        try waitUntil("the note is there") { try store.titles() == ["new"] }
    }

    /// The health check and `doctor` notice a missing standby before a write waits for it, also as an ordinary role.
    @Test func aMissingStandbyIsNoticed() throws {
        let store = try PostgresNoteStore(address)
        defer { store.close() }
        try store.check()
        try server.execute("CREATE ROLE plain LOGIN", in: database)
        try server.execute("GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO plain", in: database)
        let archive = PostgresNoteArchive(try ServerAddress(url: server.url(database, user: "plain")))
        #expect(durability(archive)?.level != .failed)
        try setStandby("missing")
        try waitUntil("the check fails") { (try? store.check()) == nil }
        #expect(throws: NotesError.busy) { try store.check() }
        #expect(durability(archive)?.level == .failed)
        // It may have another name than the setting says: then a write shows that.
        let standby = try PostgresServer(standbyOf: server)
        try waitUntil("the standby is connected") { (try? store.check()) != nil }
        #expect(durability(archive)?.level != .failed)
        withExtendedLifetime(standby) {}
    }

    private func durability(_ archive: PostgresNoteArchive) -> Finding? {
        var findings: [Finding] = []
        archive.examine { findings.append($0) }
        return findings.first { $0.subject == "durability" }
    }

    @Test func twoServersThatAcceptWritesAreAFailure() throws {
        let other = try PostgresServer()
        func servers(_ folders: [String]) throws -> Finding? {
            let url = "postgresql://notes@/postgres?host=\(folders.joined(separator: ","))"
            var findings: [Finding] = []
            PostgresNoteArchive(try ServerAddress(url: url)).examine { findings.append($0) }
            return findings.first { $0.subject == "servers" }
        }
        #expect(try servers([server.folder]) == nil)
        #expect(try servers([server.folder, "/nowhere"])?.level == .ok)
        let finding = try servers([server.folder, other.folder])
        #expect(finding?.level == .failed)
        #expect(finding?.text.contains("two servers accept writes") == true)
    }

    private func setStandby(_ name: String) throws {
        try server.execute("ALTER SYSTEM SET synchronous_standby_names = '\(name)'", in: database)
        try server.execute("SELECT pg_reload_conf()", in: database)
        try waitUntil("the server has read its configuration") {
            try server.query("SHOW synchronous_standby_names", in: database) == [name]
        }
    }

    private func create(_ store: PostgresNoteStore) -> (writer: Threads, result: Locked<Note?>) {
        let result = Locked<Note?>(nil)
        let writer = Threads(1) { _ in
            let note = try store.create("new")
            result.withLock { $0 = note }
        }
        return (writer, result)
    }

    /// Lets commits no longer wait, and checks that the note was written once.
    private func check(_ writer: Threads, _ result: Locked<Note?>) throws {
        try setStandby("")
        try writer.join()
        let id = try #require(result.withLock { $0?.id })
        #expect(try server.query("SELECT id, title FROM note", in: database) == ["\(id)|new"])
    }
}
#endif
