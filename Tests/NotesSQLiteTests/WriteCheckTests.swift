import Foundation
import GRDB
import Notes
import StoreContract
import TestSupport
import Testing

@testable import NotesSQLite

@Suite struct WriteCheckTests {
    private let directory: TemporaryDirectory
    private let path: String
    private let store: SQLiteNoteStore

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("notes.db")
        store = try SQLiteNoteStore(path: path)
        try store.create("t", "c")
        // Otherwise the indexer would commit during a test.
        try waitUntil("the index is up to date") { try staleNotes() == 0 }
    }

    private func staleNotes() throws -> Int {
        try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM note_stale") ?? 0 }
    }

    private func makeCheck(validity: Duration = .zero) throws -> WriteCheck {
        try WriteCheck(
            path: path, files: OpenFiles(ofDatabase: path), dataVersion: DataVersion(path: path), validity: validity)
    }

    @Test func itCommitsNothing() throws {
        let version = try store.version(since: .now)
        let check = try makeCheck()
        for _ in 1...10 { try check.run() }
        try store.check()
        #expect(try store.version(since: .now) == version)
    }

    @Test func theLockOfAnotherProgramIsReportedSoon() throws {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: path, configuration: configuration)
        let check = try makeCheck()
        try check.run()
        try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let start = ContinuousClock.now
        #expect(throws: NotesError.busy) { try check.run() }
        #expect(ContinuousClock.now - start < .seconds(SQLiteNoteStore.busyTimeout / 2))
        try other.inDatabase { try $0.execute(sql: "ROLLBACK") }
        try check.run()
    }

    @Test func aResultIsUsedAgainForAWhile() throws {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: path, configuration: configuration)
        let check = try makeCheck(validity: .seconds(3600))
        try check.run()
        try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
        try check.run()
    }

    /// The lock is hardly ever free, but every writer gets it soon.
    @Test func manyShortWritesInARowAreNoFailure() throws {
        let check = try makeCheck()
        let store = store
        let done = DispatchSemaphore(value: 0)
        for _ in 0..<4 {
            Thread.detachNewThread {
                for _ in 0..<200 {
                    _ = try? store.create("t", "c")
                }
                done.signal()
            }
        }
        for _ in 0..<20 { try check.run() }
        for _ in 0..<4 { done.wait() }
    }

    @Test func aMovedFileIsReported() throws {
        let check = try makeCheck()
        try check.run()
        try FileManager.default.moveItem(atPath: path, toPath: path + ".old")
        #expect(throws: NotesError.moved) { try check.run() }
        #expect(!FileManager.default.fileExists(atPath: path))
        try FileManager.default.moveItem(atPath: path + ".old", toPath: path)
        try check.run()
    }

    @Test func aReplacedFileIsReported() throws {
        let check = try makeCheck()
        try check.run()
        try FileManager.default.moveItem(atPath: path, toPath: path + ".old")
        try FileManager.default.copyItem(atPath: path + ".old", toPath: path)
        for _ in 1...2 { #expect(throws: NotesError.moved) { try check.run() } }
    }

    @Test func aMissingDatabaseIsReported() {
        #expect(throws: DatabaseError.self) {
            try WriteCheck(
                path: directory.file("none.db"), files: OpenFiles(ofDatabase: path),
                dataVersion: DataVersion(path: path))
        }
    }

    @Test func aClosedCheckReportsAnError() throws {
        try store.check()
        store.close()
        // The store's own check would return its last result for a second.
        let check = try makeCheck()
        check.close()
        #expect(throws: DatabaseError.self) { try check.run() }
    }
}
