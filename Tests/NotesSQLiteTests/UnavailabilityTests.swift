import Foundation
import GRDB
import Notes
import StoreContract
import TestSupport
import Testing

@testable import NotesSQLite

/// A database cannot be written for a while. Nothing is lost, reading goes on, and later writes succeed again.
@Suite struct UnavailabilityTests {
    private let test: TestStore
    private var store: SQLiteNoteStore { test.store }

    init() throws {
        test = try TestStore()
        try store.create("first")
        try test.waitUntilIndexed()
    }

    private func expect(_ expected: NotesError) throws {
        let large = String(repeating: "large ", count: 100_000)
        #expect(throws: expected) { try store.create("second", large) }
        #expect(throws: expected) { try store.update(1, content: large) }
        #expect(try store.titles() == ["first"])
        #expect(try store.search("irs") == ["first"])
        #expect(try store.note(1).content == "content")
    }

    @Test func aFullDiskIsReported() throws {
        // Keeps the file from growing (https://www.sqlite.org/pragma.html#pragma_max_page_count).
        try store.pragma("max_page_count = 1")
        try expect(.full)
        try store.pragma("max_page_count = 1000000")
        #expect(try store.create("second").id == 2)
    }

    @Test func aReadOnlyDatabaseIsReported() throws {
        try store.pragma("query_only = 1")
        try expect(.readOnly)
        #expect(throws: NotesError.readOnly) { try store.delete(1) }
        try store.pragma("query_only = 0")
        try store.delete(1)
    }

    /// SQLite reports success, but data that is written to a deleted file is lost.
    @Test(arguments: ["notes.db", "notes.db-wal", "notes.db-shm"])
    func aDatabaseThatWasMovedIsNotWritten(_ name: String) throws {
        let path = test.directory.file(name)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".moved")
        try expect(.moved)
        #expect(throws: NotesError.moved) { try store.delete(1) }
        #expect(throws: NotesError.moved) { try store.check() }
        try FileManager.default.copyItem(atPath: path + ".moved", toPath: path)
        try expect(.moved)
        // Now the open file is in its place again.
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: path + ".moved", toPath: path)
        try store.create("second")
        #expect(try SQLiteNoteStore(path: test.path).titles() == ["second", "first"])
    }

    @Test func aLockedDatabaseCanBeRead() throws {
        let other = try test.otherProgram()
        try other.inDatabase { try $0.beginTransaction(.immediate) }
        #expect(throws: NotesError.busy) { try store.create("second") }
        #expect(try store.titles() == ["first"])
        try other.inDatabase { try $0.rollback() }
        try store.create("second")
    }

    @Test func aDamagedDatabaseIsReported() throws {
        let other = try test.otherProgram()
        try other.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA writable_schema = 1")
            try db.execute(sql: "UPDATE sqlite_master SET rootpage = 100000 WHERE name = 'note'")
            try db.execute(sql: "PRAGMA schema_version = 1000")
        }
        do {
            _ = try store.note(1)
            Issue.record("a note was read from a damaged database")
        } catch NotesError.corrupt(let description) {
            #expect(description.contains("malformed"))
        }
    }
}

extension SQLiteNoteStore {
    /// Sets something on the connection that writes.
    fileprivate func pragma(_ pragma: String) throws {
        try commits.writer.inDatabase { try $0.execute(sql: "PRAGMA \(pragma)") }
    }
}
