import Foundation
import GRDB
import Notes
import NotesSQLite
import StoreContract
import TestSupport
import Testing

/// Migrating, copying and examining a database.
@Suite struct SQLiteNoteArchiveTests {
    private func archive(_ test: TestStore) -> SQLiteNoteArchive { SQLiteNoteArchive(path: test.path) }

    @Test func migratingReturnsTheVersionsBeforeAndAfter() throws {
        let directory = try TemporaryDirectory()
        let archive = SQLiteNoteArchive(path: directory.file("notes.db"))
        let first = try archive.migrate()
        #expect(first == Migration(previous: 0, current: first.current, repaired: []))
        #expect(try archive.migrate() == Migration(previous: first.current, current: first.current, repaired: []))
        #expect(archive.finding("schema")?.level == .ok)
    }

    @Test func examiningChangesNothing() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("notes.db")
        try DatabaseQueue(path: path).write { try $0.execute(sql: AdoptionTests.table) }
        let bytes = FileManager.default.contents(atPath: path)
        let archive = SQLiteNoteArchive(path: path)
        #expect(archive.finding("schema")?.level == .warning)
        #expect(archive.finding("schema")?.text.contains("version 0") == true)
        #expect(archive.finding("journal")?.text.contains("in mode delete") == true)
        #expect(archive.finding("database is whole")?.level == .ok)
        #expect(archive.finding("database is writable")?.level == .ok)
        #expect(FileManager.default.contents(atPath: path) == bytes)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["notes.db"])
    }

    @Test func aMissingTriggerIsReported() throws {
        let test = try TestStore()
        try test.otherProgram().write { try $0.execute(sql: "DROP TRIGGER note_after_insert") }
        let finding = archive(test).finding("schema")
        #expect(finding?.level == .warning && finding?.text.contains("note_after_insert") == true)
    }

    @Test func noDatabaseIsCreatedExceptByMigrating() throws {
        let directory = try TemporaryDirectory()
        let archive = SQLiteNoteArchive(path: directory.file("notes.db"))
        for work in [
            { try archive.backUp(to: directory.file("copy.db")) }, { try archive.forEachNote(hasPast: true) { _ in } },
        ]
            as [() throws -> Void]
        {
            let error = #expect(throws: UserError.self) { try work() }
            #expect(error?.description.contains("No such file or directory") == true)
        }
        let finding = archive.finding("database")
        #expect(finding?.level == .failed && finding?.text.contains("No such file or directory") == true)
        #expect(archive.finding("schema") == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    }

    @Test func aCopyContainsTheHistoryAndTheTrash() throws {
        let test = try TestStore()
        let versions = try [test.store.create("changed", "1"), test.store.update(1, content: "2")].map(\.version)
        try test.store.create("deleted")
        try test.store.delete(2)
        let key = IdempotencyKey(text: "key", contentHash: "hash")
        let fields = try NoteDraft(title: .value("keyed"), content: .value("content")).validated()
        let keyed = try test.store.create(fields, by: "ann", key: key).note
        let copy = test.directory.file("copy.db")
        try archive(test).backUp(to: copy)

        let store = try SQLiteNoteStore(path: copy)
        #expect(try store.history(of: 1, offset: 0, size: 10).revisions.map(\.note.version) == versions.reversed())
        #expect(try store.revision(versions[0], of: 1).note.content == "1")
        #expect(try store.trash(NoteQuery()).revisions.map(\.note.title) == ["deleted"])
        #expect(try store.revision(nil, of: keyed.id).user == "ann")
        #expect(try store.create(fields, by: "ann", key: key).note == keyed)
        #expect(try store.restore(2).title == "deleted")
    }

    @Test func examiningTellsTheSizeOfTheHistory() throws {
        let test = try TestStore()
        #expect(
            archive(test).finding("history")?.text
                == "earlier versions: 0 with 0 KiB of text; notes in the trash: 0 with 0 KiB of text")
        try test.store.create("note", String(repeating: "€", count: 1000))
        for number in 1...3 { try test.store.update(1, title: "\(number)") }
        try test.store.create("deleted")
        try test.store.delete(2)
        let finding = archive(test).finding("history")
        #expect(
            finding?.text == "earlier versions: 3 with 9 KiB of text; notes in the trash: 1 with 1 KiB of text")
        #expect(finding?.level == .ok)
    }

    @Test func aCopyIsComplete() throws {
        let test = try TestStore()
        for number in 1...300 { try test.store.create("note \(number)", String(repeating: "x", count: 5000)) }
        let copy = test.directory.file("copy.db")
        try archive(test).backUp(to: copy) { #expect((0...1).contains($0)) }
        for suffix in ["-wal", "-shm", "-journal"] { #expect(!FileManager.default.fileExists(atPath: copy + suffix)) }
        let opened = try DatabaseQueue(path: copy)
        #expect(try opened.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "delete")
        try opened.close()
        #expect(try SQLiteNoteStore(path: copy).titles().count == 100)
        #expect(try SQLiteNoteStore(path: copy).page(NoteQuery()).total == 300)
    }

    /// Without a snapshot, SQLite would start the copy again after every commit of another connection.
    @Test func aCopyIsOneMomentWhileOthersWrite() throws {
        let test = try TestStore()
        for number in 1...1000 { try test.store.create("note \(number)", String(repeating: "x", count: 10_000)) }
        let copy = test.directory.file("copy.db")
        let (store, steps) = (test.store, Counter())
        try archive(test).backUp(to: copy) { part in
            guard part < 1 else { return }
            steps.value += 1
            #expect(throws: Never.self) { try store.create("meanwhile") }
        }
        #expect(steps.value > 1)
        #expect(try SQLiteNoteStore(path: copy).page(NoteQuery()).total == 1000)
        #expect(try store.page(NoteQuery()).total == 1000 + steps.value)
    }

    @Test func aCopyCanBeCancelled() throws {
        let test = try TestStore()
        for number in 1...1000 { try test.store.create("note \(number)", String(repeating: "x", count: 10_000)) }
        // While pages are copied, and while the copy is checked.
        for (name, part) in [("copy.db", 0.3), ("other.db", 1)] {
            let copied = Counter()
            #expect(throws: CancellationError.self) {
                try archive(test).backUp(
                    to: test.directory.file(name), isCancelled: { copied.part >= part }, progress: { copied.part = $0 })
            }
        }
        try test.store.create("goes on")
    }

    @Test func damageIsReported() throws {
        let test = try TestStore()
        for number in 1...1000 { try test.store.create("note \(number)", String(repeating: "x", count: 1000)) }
        try test.waitUntilIndexed()
        test.store.close()
        let handle = try #require(FileHandle(forUpdatingAtPath: test.path))
        let size = try handle.seekToEnd()
        try handle.seek(toOffset: size / 2)
        try handle.write(contentsOf: Data(repeating: 0x55, count: 8192))
        try handle.close()
        #expect(archive(test).finding("database is whole")?.level == .failed)
        let error = #expect(throws: UserError.self) { try archive(test).backUp(to: test.directory.file("copy.db")) }
        #expect(error?.description.contains("damaged") == true)
    }

    @Test func aDatabaseOfANewerVersionCanOnlyBeCopied() throws {
        let test = try TestStore()
        test.store.close()
        try test.otherProgram().write {
            try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 from the future')")
        }
        let archive = archive(test)
        try archive.backUp(to: test.directory.file("copy.db"))
        for work in [
            { try archive.migrate() }, { try archive.forEachNote(hasPast: true) { _ in } },
            { _ = try archive.add({ nil }, willAdd: {}, isCancelled: { false }) },
        ] as [() throws -> Void] {
            let error = #expect(throws: UserError.self) { try work() }
            #expect(error?.description.contains("newer version") == true)
        }
        let finding = archive.finding("schema")
        #expect(finding?.level == .failed && finding?.text.contains("newer version") == true)
    }

    /// Values that the closures of a copy set.
    private final class Counter {
        var value = 0
        var part = 0.0
    }
}

extension NoteArchive {
    fileprivate func backUp(to path: String, progress: @escaping (Double) -> Void = { _ in }) throws {
        try backUp(to: path, isCancelled: { false }, progress: progress)
    }
}
