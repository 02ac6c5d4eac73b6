#if PostgreSQL
import Glibc
import Locking
import Notes
import StoreContract
import Testing
import TestSupport

@testable import NotesPostgres

/// Servers that accept connections and never answer, like the network of a machine that has lost its power.
@Suite struct SilentServerTests {
    private let folder: TemporaryDirectory
    private let descriptor: CInt

    init() throws {
        folder = try TemporaryDirectory()
        descriptor = try UnixSocket.listen(at: folder.file(".s.PGSQL.5432"))
    }

    @Test func theNextServerIsTried() throws {
        defer { close(descriptor) }
        let test = try TestStore()
        defer { test.store.close() }
        let hosts = "\(folder.path),\(test.server.folder)"
        let store = try PostgresNoteStore(ServerAddress(url: "postgresql://notes@/\(test.database)?host=\(hosts)"))
        defer { store.close() }
        #expect(try store.create("new").id == 1)
    }

    /// A responder that starts before its server answers requests at once, with an error that passes by itself.
    @Test func aStoreOpensAsSoonAsItsServerIsThere() throws {
        defer { close(descriptor) }
        let server = try PostgresServer()
        let database = try server.createDatabase()
        try server.stop("INT")
        let warnings = Locked<[String]>([])
        let store = try PostgresNoteStore(
            ServerAddress(url: server.url(database)),
            warn: { line in
                warnings.withLock { $0.append(line) }
            })
        defer { store.close() }
        let start = ContinuousClock.now
        #expect(throws: NotesError.unreachable) { try store.note(1) }
        #expect(throws: NotesError.unreachable) { try store.create("new") }
        #expect(throws: NotesError.unreachable) { try store.check() }
        #expect(store.version(since: .now) == nil)
        #expect(ContinuousClock.now - start < .seconds(2))
        #expect(warnings.withLock { $0.count } == 1)
        try server.start()
        try waitUntil("the database can be used") { (try? store.check()) != nil }
        #expect(try store.create("new").id == 1)
        try waitUntil("the version is known", within: 20) { store.version(since: .now) != nil }
        #expect(warnings.withLock { $0.last }?.hasSuffix("can be used now") == true)
    }

    @Test func noAttemptOutlastsTheRequest() throws {
        defer { close(descriptor) }
        let hosts = Array(repeating: folder.path, count: 4).joined(separator: ",")
        let pool = ConnectionPool(
            try ServerAddress(url: "postgresql://notes@/postgres?host=\(hosts)"), maximum: 2, willWait: {},
            warn: { _ in })
        let start = ContinuousClock.now
        #expect(throws: NotesError.unreachable) { try pool.use(until: .after(.seconds(3))) { _ in } }
        #expect(ContinuousClock.now - start < .milliseconds(3500))
    }

    @Test func theListsOfAnAddressAreSplit() throws {
        let servers = try ServerAddress(url: "postgresql://notes@one:1,two:2/db").servers
        #expect(servers.map { $0["host"] } == ["one", "two"])
        #expect(servers.map { $0["port"] } == ["1", "2"])
        #expect(servers.allSatisfy { $0["target_session_attrs"] == "read-write" })
        #expect(
            try ServerAddress(url: "postgresql:///db?host=/a,/b&port=6000").servers.map { $0["port"] } == [
                "6000", "6000",
            ])
        #expect(try ServerAddress(url: "postgresql:///db").servers.count == 1)
    }
}
#endif
