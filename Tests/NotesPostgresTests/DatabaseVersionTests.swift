#if PostgreSQL
import Foundation
import Locking
import Notes
import TestSupport
import Testing

@testable import NotesPostgres

/// Each test has a server of its own, because the number also changes with a commit to another database of the server.
@Suite struct DatabaseVersionTests {
    private let server: PostgresServer
    private let database: String
    private let pool: ConnectionPool
    private let version: DatabaseVersion

    init() throws {
        server = try PostgresServer(settings: ["autovacuum=off"])
        database = try server.createDatabase()
        try server.execute("CREATE TABLE counter AS SELECT 0 AS value", in: database)
        pool = Self.pool(try ServerAddress(url: server.url(database)))
        version = DatabaseVersion(pool)
        try Self.waitUntilKnown(version)
    }

    private static func pool(_ address: ServerAddress) -> ConnectionPool {
        ConnectionPool(address, maximum: 4, willWait: {}, warn: { _ in })
    }

    private static func waitUntilKnown(_ version: DatabaseVersion) throws {
        try waitUntil("the version is known") { version.current(since: .now) != nil }
    }

    private func connect() throws -> Connection { try Connection(ServerAddress(url: server.url(database))) }

    private func run(_ sql: String, _ connection: Connection) throws {
        for statement in sql.split(separator: ";") {
            try connection.run(Call(String(statement), isPrepared: false), until: .none)
        }
    }

    /// A request that arrived before the last question needs no question of its own.
    @Test func anAnswerServesAllWhoAskedForAnEarlierTime() throws {
        let program = try connect()
        let before = ContinuousClock.now
        let first = try #require(version.current(since: before))
        try run("UPDATE counter SET value = value + 1", program)
        #expect(version.current(since: before) == first)
        let after = ContinuousClock.now
        let second = try #require(version.current(since: after))
        #expect(second != first)
        #expect(version.current(since: before) == second)
        try run("UPDATE counter SET value = value + 1", program)
        #expect(version.current(since: after) == second)
        #expect(version.current(since: .now) != second)
        version.close()
        #expect(version.current(since: before) == nil)
    }

    @Test func itChangesWithEveryCommitAndStaysTheSameWithoutAWrite() throws {
        let programs = [try connect(), try connect()]
        var seen: Set<Int64> = []
        var last = try #require(version.current(since: .now))
        for step in 0..<1000 {
            let program = programs[Int.random(in: 0...1)]
            switch Int.random(in: 0...6) {
            case 0...1:
                try run("SELECT count(*) FROM counter", program)
                #expect(version.current(since: .now) == last, "step \(step)")
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
            let current = try #require(version.current(since: .now))
            #expect(!seen.contains(current), "step \(step)")
            last = current
        }
        version.close()
        #expect(version.current(since: .now) == nil)
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
                    let current = try #require(version.current(since: .now))
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
        let old = try #require(version.current(since: .now))
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
        try Self.waitUntilKnown(version)
        #expect(version.current(since: .now) != old)
    }

    @Test func aStandbyHasNoVersion() throws {
        let standby = try PostgresServer(settings: ["log_connections=on"], standbyOf: server)
        let version = DatabaseVersion(Self.pool(try ServerAddress(url: standby.url(database))))
        #expect(version.current(since: .now) == nil)
        try waitUntil("it has connected") {
            try String(contentsOfFile: "\(standby.folder)/log", encoding: .utf8).contains("database=\(database)")
        }
        for _ in 0..<100 { #expect(version.current(since: .now) == nil) }
        try standby.execute("SELECT pg_promote()", in: database)
        try Self.waitUntilKnown(version)
    }

    /// Nobody waits for a server that does not answer, and the next server is found.
    @Test func noRequestWaitsForAConnection() throws {
        let folder = try TemporaryDirectory()
        let descriptor = try UnixSocket.listen(at: folder.file(".s.PGSQL.5432"))
        defer { close(descriptor) }
        let hosts = "\(folder.path),\(server.folder)"
        let pool = Self.pool(try ServerAddress(url: "postgresql://notes@/\(database)?host=\(hosts)"))
        let version = DatabaseVersion(pool)
        let start = ContinuousClock.now
        #expect(version.current(since: .now) == nil)
        #expect(ContinuousClock.now - start < .seconds(1))
        try Self.waitUntilKnown(version)
    }

    @Test func aConnectionThatTheServerEndedIsReplaced() throws {
        let old = try #require(version.current(since: .now))
        try server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%snapshot()'", in: database)
        try waitUntil("the server has ended the connection") { version.current(since: .now) != old }
        try Self.waitUntilKnown(version)
        #expect(version.current(since: .now) != old)
    }

    /// If the server has room for one connection only, requests need it.
    @Test func requestsGetTheLastConnectionOfTheServer() throws {
        try server.execute("CREATE ROLE guest LOGIN CONNECTION LIMIT 1", in: database)
        let pool = Self.pool(try ServerAddress(url: server.url(database, user: "guest")))
        let version = DatabaseVersion(pool)
        // Only this connection exists, so the pool gets none.
        try Self.waitUntilKnown(version)
        try waitUntil("the pool has the connection", within: 20) {
            _ = version.current(since: .now)
            return (try? pool.use(until: .after(.seconds(1))) { _ in }) != nil
        }
        for _ in 0..<10 {
            #expect(version.current(since: .now) == nil)
            try pool.use(until: .after(.seconds(1))) { _ in }
        }
    }

    /// Once the pool uses another server, the version comes from there, too.
    @Test func theVersionFollowsThePoolToAnotherServer() throws {
        let first = try PostgresServer()
        try first.execute("CREATE DATABASE copy_of_both", in: "postgres")
        try server.execute("CREATE DATABASE copy_of_both", in: "postgres")
        try first.stop("INT")
        let pool = Self.pool(
            try ServerAddress(
                url: "postgresql://notes@/copy_of_both?host=\(first.folder),\(server.folder)&target_session_attrs=any"))
        let version = DatabaseVersion(pool)
        try Self.waitUntilKnown(version)
        let old = try #require(version.current(since: .now))
        try first.start()
        try first.waitUntilReady()
        #expect(version.current(since: .now) == old)
        try pool.use(until: .after(.seconds(5))) { _ in }
        try Self.waitUntilKnown(version)
        #expect(version.current(since: .now) != old)
        let question =
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%snapshot()'"
        #expect(try first.query(question, in: "copy_of_both") != [] && server.query(question, in: "copy_of_both") == [])
    }
}

private struct WrongVersion: Error {}
#endif
