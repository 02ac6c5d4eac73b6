import Foundation
import GRDB
import Notes
import NotesSQLite
import TestSupport
import Testing

/// What is done to a database beside serving it.
@Suite struct DatabaseFileTests {
    private struct Cancelled: Error {}

    private func file(_ test: TestStore) -> DatabaseFile { DatabaseFile(path: test.path) }

    @Test func migratingSaysWhatWasThere() throws {
        let directory = try TemporaryDirectory()
        let file = DatabaseFile(path: directory.file("notes.db"))
        #expect(try file.migrate() == 0)
        #expect(try file.migrate() == DatabaseFile.currentSchema)
        #expect(try file.schemaState() == .current)
    }

    @Test func lookingChangesNothing() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("notes.db")
        try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE note (id INTEGER PRIMARY KEY)") }
        let bytes = FileManager.default.contents(atPath: path)
        let file = DatabaseFile(path: path)
        #expect(try file.schemaState() == .older(0))
        #expect(try file.journalMode() == "delete")
        #expect(try file.damage() == nil)
        try file.checkIsWritable()
        #expect(FileManager.default.contents(atPath: path) == bytes)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["notes.db"])
    }

    @Test func aTableThatWasMadeAnewIsSeen() throws {
        let test = try TestStore()
        try test.otherProgram().write { try $0.execute(sql: "DROP TRIGGER note_after_insert") }
        #expect(try file(test).schemaState() == .incomplete)
    }

    @Test func whereThereIsNoDatabaseNoneIsMade() throws {
        let directory = try TemporaryDirectory()
        let file = DatabaseFile(path: directory.file("notes.db"))
        let copy = directory.file("copy.db")
        for work in [
            { try file.copy(to: copy) { _ in } }, { try file.forEachNote { _ in } }, { _ = try file.schemaState() },
            { try file.checkIsWritable() },
        ] as [() throws -> Void] {
            let error = #expect(throws: (any Error).self) { try work() }
            #expect("\(error.map { "\($0)" } ?? "")".contains("No such file or directory"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    }

    @Test func aCopyIsWhole() throws {
        let test = try TestStore()
        for number in 1...300 { try test.store.create("note \(number)", String(repeating: "x", count: 5000)) }
        let copy = test.directory.file("copy.db")
        try file(test).copy(to: copy) { #expect((0...1).contains($0)) }
        for suffix in ["-wal", "-shm", "-journal"] { #expect(!FileManager.default.fileExists(atPath: copy + suffix)) }
        let opened = try DatabaseQueue(path: copy)
        #expect(try opened.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "delete")
        try opened.close()
        #expect(try SQLiteNoteStore(path: copy).titles().count == 100)
        #expect(try SQLiteNoteStore(path: copy).page(NoteQuery()).total == 300)
    }

    /// Commits of others would make SQLite begin anew, were the copy no snapshot.
    @Test func aCopyIsOneMomentWhileOthersWrite() throws {
        let test = try TestStore()
        for number in 1...1000 { try test.store.create("note \(number)", String(repeating: "x", count: 10_000)) }
        let copy = test.directory.file("copy.db")
        let (store, steps) = (test.store, Counter())
        try file(test).copy(to: copy) { part in
            guard part < 1 else { return }
            steps.value += 1
            try store.create("meanwhile")
        }
        #expect(steps.value > 1)
        #expect(try SQLiteNoteStore(path: copy).page(NoteQuery()).total == 1000)
        #expect(try store.page(NoteQuery()).total == 1000 + steps.value)
    }

    @Test func aCopyCanBeEnded() throws {
        let test = try TestStore()
        for number in 1...1000 { try test.store.create("note \(number)", String(repeating: "x", count: 10_000)) }
        let copy = test.directory.file("copy.db")
        #expect(throws: Cancelled.self) {
            try file(test).copy(to: copy) { if $0 > 0.3 { throw Cancelled() } }
        }
        // While it is checked, too.
        #expect(throws: Cancelled.self) {
            try file(test).copy(to: test.directory.file("other.db")) { if $0 == 1 { throw Cancelled() } }
        }
        try test.store.create("goes on")
    }

    @Test func damageIsFound() throws {
        let test = try TestStore()
        for number in 1...1000 { try test.store.create("note \(number)", String(repeating: "x", count: 1000)) }
        try test.waitUntilIndexed()
        test.store.close()
        let handle = try #require(FileHandle(forUpdatingAtPath: test.path))
        let size = try handle.seekToEnd()
        try handle.seek(toOffset: size / 2)
        try handle.write(contentsOf: Data(repeating: 0x55, count: 8192))
        try handle.close()
        #expect(try file(test).damage() != nil)
        let error = #expect(throws: (any Error).self) {
            try file(test).copy(to: test.directory.file("copy.db")) { _ in }
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains("damaged"))
    }

    @Test func aNewerSchemaIsCopiedAndNothingElse() throws {
        let test = try TestStore()
        test.store.close()
        try test.otherProgram().write {
            try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 from the future')")
        }
        try file(test).copy(to: test.directory.file("copy.db")) { _ in }
        for work in [
            { _ = try file(test).migrate() }, { try file(test).forEachNote { _ in } },
            { _ = try file(test).schemaState() }, { _ = try file(test).add({ nil }, willAdd: {}, check: {}) },
        ] as [() throws -> Void] {
            let error = #expect(throws: (any Error).self) { try work() }
            #expect("\(error.map { "\($0)" } ?? "")".contains("newer version"))
        }
    }

    private final class Counter {
        var value = 0
    }
}
