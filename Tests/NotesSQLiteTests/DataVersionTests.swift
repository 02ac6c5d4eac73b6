import Foundation
import GRDB
import GRDBSQLite
import Testing
import TestSupport

@testable import NotesSQLite

@Suite struct DataVersionTests {
    private let folder: TemporaryDirectory
    private let path: String

    init() throws {
        folder = try TemporaryDirectory()
        path = folder.file("notes.db")
    }

    private func openWriter() throws -> DatabaseQueue {
        let writer = try DatabaseQueue(path: path)
        try writer.inDatabase { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS t (x INTEGER)")
        }
        return writer
    }

    /// Compares with `PRAGMA data_version`, which SQLite defines. A checkpoint may change the version without a commit.
    @Test func itChangesWithEveryCommitAndOnlyThen() throws {
        let writers = [try openWriter(), try openWriter()]
        let version = try DataVersion(path: path)
        let pragma = try RawConnection(path: path, mode: SQLITE_OPEN_READONLY)
        let statement = try pragma.prepare("PRAGMA data_version")
        var seen: Set<Int64> = [try version.current]
        var last = (try version.current, try pragma.integer(statement))
        var generator = SystemRandomNumberGenerator()
        for step in 1...2000 {
            let isCheckpoint = step % 97 == 0
            try writers[step % 2].inDatabase { db in
                switch (isCheckpoint, Int.random(in: 0..<6, using: &generator)) {
                case (true, let mode):
                    _ = try? db.checkpoint([.passive, .full, .restart, .truncate][mode % 4])
                case (_, 0): _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM t")
                case (_, 1): try db.execute(sql: "BEGIN IMMEDIATE; INSERT INTO t VALUES (1); ROLLBACK")
                case (_, 2): try db.execute(sql: "INSERT INTO t VALUES (2)")
                case (_, 3): try db.execute(sql: "UPDATE t SET x = x")
                case (_, 4): try db.execute(sql: "BEGIN; INSERT INTO t VALUES (3); DELETE FROM t WHERE x = 3; COMMIT")
                default: try db.execute(sql: "DELETE FROM t; INSERT INTO t VALUES (randomblob(20000))")
                }
            }
            let current = (try version.current, try pragma.integer(statement))
            if current.1 != last.1 {
                #expect(current.0 != last.0 && !seen.contains(current.0), "step \(step)")
            } else if !isCheckpoint {
                #expect(current.0 == last.0, "step \(step)")
            }
            seen.insert(current.0)
            last = current
        }
        #expect(seen.count > 500)
    }

    @Test func itChangesWithACommitOfAnotherProcess() throws {
        let writer = try openWriter()
        let version = try DataVersion(path: path)
        for _ in 1...3 {
            let before = try version.current
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
            process.arguments = [
                "-c",
                "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('INSERT INTO t VALUES (1)'); c.commit()",
                path,
            ]
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            #expect(try version.current != before)
            #expect(try version.current == version.current)
        }
        try writer.close()
    }

    @Test func aDatabaseWithoutALogHasNoHeader() throws {
        let writer = try DatabaseQueue(path: path)
        try writer.inDatabase { try $0.execute(sql: "CREATE TABLE t (x INTEGER)") }
        let connection = try RawConnection(path: path, mode: SQLITE_OPEN_READONLY)
        _ = try connection.integer(connection.prepare("SELECT count(*) FROM t"))
        #expect(WALIndexHeader(of: connection) == nil)
        // The version then comes from the pragma.
        let version = try DataVersion(path: path)
        let before = try version.current
        try writer.inDatabase { try $0.execute(sql: "INSERT INTO t VALUES (1)") }
        #expect(try version.current != before)
    }

    @Test func anIncompleteOrUnknownHeaderHasNoHash() throws {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 96, alignment: 8)
        defer { memory.deallocate() }
        let header = WALIndexHeader(copies: UnsafeRawPointer(try #require(memory.baseAddress)))
        func write(_ format: UInt32, isValid: UInt8, change: UInt32) {
            for copy in [0, 48] {
                memory.storeBytes(of: format, toByteOffset: copy, as: UInt32.self)
                memory.storeBytes(of: isValid, toByteOffset: copy + 12, as: UInt8.self)
                memory.storeBytes(of: change, toByteOffset: copy + 8, as: UInt32.self)
            }
        }
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        #expect(header.hash == nil)
        write(3_007_000, isValid: 1, change: 1)
        let first = try #require(header.hash)
        #expect(header.hash == first)
        write(3_007_000, isValid: 1, change: 2)
        #expect(header.hash != nil && header.hash != first)
        // A commit has written the second copy, but not yet the first.
        memory.storeBytes(of: 3, toByteOffset: 48 + 8, as: UInt32.self)
        #expect(header.hash == nil)
        write(3_007_000, isValid: 0, change: 4)
        #expect(header.hash == nil)
        write(3_008_000, isValid: 1, change: 4)
        #expect(header.hash == nil)
    }

    @Test func aClosedVersionThrows() throws {
        _ = try openWriter()
        let version = try DataVersion(path: path)
        version.close()
        #expect(throws: DatabaseError.self) { try version.current }
    }
}
