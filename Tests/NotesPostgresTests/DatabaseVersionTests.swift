#if PostgreSQL
import Glibc
import Locking
import Notes
import TestSupport
import Testing

@testable import NotesPostgres

/// Each test has a server of its own, because the number also changes with a commit to another database of the server.
@Suite struct DatabaseVersionTests {
    private let server: PostgresServer
    private let database: String
    private let version: DatabaseVersion

    init() throws {
        server = try PostgresServer(settings: ["autovacuum=off"])
        database = try server.createDatabase()
        try server.execute("CREATE TABLE counter AS SELECT 0 AS value", in: database)
        version = DatabaseVersion(try ServerAddress(url: server.url(database)), willWait: {})
    }

    private func connect() throws -> Connection { try Connection(ServerAddress(url: server.url(database))) }

    private func run(_ sql: String, _ connection: Connection) throws {
        for statement in sql.split(separator: ";") {
            try connection.run(Call(String(statement), isPrepared: false), until: .none)
        }
    }

    @Test func itChangesWithEveryCommitAndStaysTheSameWithoutAWrite() throws {
        let programs = [try connect(), try connect()]
        var seen: Set<Int64> = []
        var last = try #require(version.current)
        for step in 0..<1000 {
            let program = programs[Int.random(in: 0...1)]
            switch Int.random(in: 0...6) {
            case 0...1:
                try run("SELECT count(*) FROM counter", program)
                #expect(version.current == last, "step \(step)")
                continue
            case 2: try run("BEGIN; UPDATE counter SET value = 0; ROLLBACK", program)
            case 3: try run("BEGIN; SAVEPOINT a; UPDATE counter SET value = 1; RELEASE a; COMMIT", program)
            case 4:
                try run(
                    "BEGIN; SAVEPOINT a; DELETE FROM counter; ROLLBACK TO a; UPDATE counter SET value = 2; COMMIT",
                    program)
            case 5: try run("TRUNCATE counter; INSERT INTO counter VALUES (3)", program)
            default: try run("UPDATE counter SET value = value + 1", program)
            }
            seen.insert(last)
            let current = try #require(version.current)
            #expect(!seen.contains(current), "step \(step)")
            last = current
        }
        version.close()
        #expect(version.current == nil)
    }

    /// Many threads keep what they read with its version, as the cache of responses does. No thread may get a value from before a
    /// commit that was acknowledged before it asked.
    @Test func nothingKeptIsOlderThanAnAcknowledgedCommit() throws {
        let acknowledged = Locked(0)
        let kept = Locked<[Int64: Int]>([:])
        let hits = Locked(0)
        let threads = Threads(10) { number in
            let connection = try connect()
            if number < 2 {
                for _ in 0..<300 {
                    let value = try connection.run(
                        Call("UPDATE counter SET value = value + 1 RETURNING value"), until: .none
                    ).first?.int(0)
                    acknowledged.withLock { $0 = max($0, value ?? 0) }
                    usleep(UInt32.random(in: 0...3000))
                }
            } else {
                while acknowledged.withLock({ $0 < 600 }) {
                    let least = acknowledged.withLock { $0 }
                    let current = try #require(version.current)
                    if let value = kept.withLock({ $0[current] }) {
                        hits.withLock { $0 += 1 }
                        if value < least { throw WrongVersion() }
                    } else {
                        let value = try connection.run(Call("SELECT value FROM counter"), until: .none).first?.int(0)
                        kept.withLock { $0[current] = value }
                    }
                }
            }
        }
        try threads.join()
        #expect(hits.withLock { $0 } > 100)
    }

    /// A crashed server loses commits that did not wait for the disk, and uses the numbers of their transactions again. So the
    /// same snapshot may mean other values.
    @Test func aCrashMakesTheSameSnapshotANewVersion() throws {
        let snapshot = Call("SELECT value, pg_current_snapshot()::text FROM counter", isPrepared: false)
        let before = try connect()
        // The process that would write the commits to the disk soon.
        let writer = try server.query(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'", in: database
        ).first.flatMap { pid_t($0) }
        let walWriter = try #require(writer)
        kill(walWriter, SIGSTOP)
        try run("SET synchronous_commit = off", before)
        for _ in 0..<20 { try run("UPDATE counter SET value = value + 1", before) }
        let lost = try #require(try before.run(snapshot, until: .none).first)
        let old = try #require(version.current)
        kill(walWriter, SIGKILL)
        try waitUntil("the server ends the connection") { !before.isOpen }
        try server.waitUntilReady()
        let after = try connect()
        for _ in 0..<20 {
            try run("UPDATE counter SET value = value - 1", after)
            let row = try #require(try after.run(snapshot, until: .none).first)
            if row.text(1) == lost.text(1) { break }
        }
        let row = try #require(try after.run(snapshot, until: .none).first)
        #expect(row.text(1) == lost.text(1) && row.int(0) != lost.int(0), "the server has not lost anything")
        try waitUntil("the version is known") { version.current != nil }
        #expect(version.current != old)
    }

    @Test func aStandbyHasNoVersion() throws {
        let standby = try PostgresServer(standbyOf: server)
        let address = try ServerAddress(url: standby.url(database))
        #expect(DatabaseVersion(address, willWait: {}).current == nil)
        let pool = ConnectionPool(address, maximum: 2, willWait: {}, warn: { _ in })
        #expect(!pool.hasUsedStandby)
        try pool.use(until: .after(.seconds(5))) { _ in }
        #expect(pool.hasUsedStandby)
        #expect(version.current != nil)
    }

    /// Requests wait once for a server that does not answer. Then they go on without a version.
    @Test func aSilentServerHasNoVersion() throws {
        let folder = try TemporaryDirectory()
        let descriptor = try UnixSocket.listen(at: folder.file(".s.PGSQL.5432"))
        defer { close(descriptor) }
        let silent = DatabaseVersion(
            try ServerAddress(url: "postgresql://notes@/\(database)?host=\(folder.path)"), willWait: {})
        let start = ContinuousClock.now
        let threads = Threads(8) { _ in
            if silent.current != nil { throw WrongVersion() }
        }
        try threads.join()
        #expect(ContinuousClock.now - start < .seconds(6))
        let again = ContinuousClock.now
        #expect(silent.current == nil)
        #expect(ContinuousClock.now - again < .seconds(1))
    }
}

private struct WrongVersion: Error {}
#endif
