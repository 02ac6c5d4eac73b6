import Foundation
import GRDB
import Notes
import StoreContract
import TestSupport
import Testing

@testable import NotesSQLite

/// The text of a note that was deleted for good is neither in the database's file nor in the write-ahead log.
@Suite struct DeletedForGoodTests {
    /// A text that no other note has, long enough for several pages.
    private func text() -> String {
        Array(repeating: "\(UUID())", count: 500).joined(separator: " ")
    }

    private func isInAFile(_ texts: [String], _ test: TestStore) -> Bool {
        ["", "-wal"].contains { name in
            let data = FileManager.default.contents(atPath: test.path + name) ?? Data()
            return texts.contains { data.range(of: Data($0.prefix(36).utf8)) != nil }
        }
    }

    private func waitUntilGone(_ texts: [String], _ test: TestStore) throws {
        try waitUntil("the text is in no file") { !isInAFile(texts, test) }
    }

    /// Creates a note with several versions, whose texts are returned.
    private func createNote(_ test: TestStore) throws -> (id: Int64, texts: [String]) {
        let texts = (0..<4).map { _ in text() }
        let id = try test.store.create("note", texts[0]).id
        for text in texts[1...] { try test.store.update(id, content: text) }
        return (id, texts)
    }

    @Test func aPurgedNoteIsGoneWithItsVersions() throws {
        let test = try TestStore()
        let (id, texts) = try createNote(test)
        try test.waitUntilIndexed()
        try test.store.delete(id)
        #expect(isInAFile([texts[0]], test))
        try test.store.purge(id, nil)
        try waitUntilGone(texts, test)
        #expect(test.store.statistics.logBytes == 0)
    }

    @Test func theNotesInAnEmptiedTrashAreGone() throws {
        let test = try TestStore()
        let notes = try (0..<20).map { _ in try createNote(test) }
        let kept = try createNote(test)
        for note in notes { try test.store.delete(note.id) }
        #expect(try test.store.emptyTrash(upTo: test.store.trash(NoteQuery()).mark) == 20)
        try waitUntilGone(notes.flatMap(\.texts), test)
        #expect(isInAFile([kept.texts[0]], test))
    }

    /// The table of stale notes keeps the deleted text until the search index has removed the note.
    @Test(arguments: [true, false]) func aDeletedNoteIsGoneIfNoTrashIsKept(isIndexed: Bool) throws {
        let test = try TestStore(retention: Retention(trashDays: 0))
        let (id, texts) = try createNote(test)
        if isIndexed { try test.waitUntilIndexed() }
        try test.store.delete(id)
        try waitUntilGone(texts, test)
    }

    @Test func aNoteThatAnotherProgramDeletedIsGone() throws {
        let test = try TestStore()
        let (id, texts) = try createNote(test)
        try test.waitUntilIndexed()
        try deleteByOtherProgram(id, test, "")
        try test.store.purge(id, nil)
        try waitUntilGone(texts, test)
    }

    /// The table of stale notes has the text of the deleted note under the id of the new note.
    @Test func aNoteWhoseIDAnotherProgramUsedAgainIsGone() throws {
        let test = try TestStore()
        let (id, texts) = try createNote(test)
        try test.waitUntilIndexed()
        try deleteByOtherProgram(id, test, "INSERT INTO note (id, title, content) VALUES (\(id), 'other', '');")
        try test.store.purge(id, NoteVersion(test.store.trash(NoteQuery()).revisions[0].note.updatedAt))
        try waitUntilGone(texts, test)
        #expect(try test.store.note(id).title == "other")
        #expect(try test.store.search("other") == ["other"])
    }

    private func deleteByOtherProgram(_ id: Int64, _ test: TestStore, _ sql: String) throws {
        let database = try test.otherProgram()
        try database.inDatabase { try $0.execute(sql: "PRAGMA secure_delete = ON") }
        try database.write { try $0.execute(sql: "DELETE FROM note WHERE id = \(id); \(sql)") }
    }

    @Test func withoutAHistoryTheTextThatAnotherProgramTriedToReplaceIsGone() throws {
        let test = try TestStore(retention: Retention(historyDays: 0))
        let (id, texts) = try createNote(test)
        try test.otherProgram().write {
            try $0.execute(
                sql: "INSERT OR IGNORE INTO note (id, title, content) VALUES (?, 'other', '')", arguments: [id])
        }
        try test.store.update(id, content: "new")
        try test.waitUntilIndexed()
        try test.store.purgeExpired()
        try waitUntilGone(texts, test)
    }

    /// The triggers set a note aside when another program tries to insert a note with the same id.
    @Test(arguments: [0, 30]) func aNoteThatAnotherProgramTriedToReplaceIsGone(trashDays: Int) throws {
        let test = try TestStore(retention: Retention(trashDays: trashDays))
        let (id, texts) = try createNote(test)
        try test.otherProgram().write {
            try $0.execute(
                sql: "INSERT OR IGNORE INTO note (id, title, content) VALUES (?, 'other', '')", arguments: [id])
        }
        try test.store.delete(id)
        if trashDays > 0 { try test.store.purge(id, nil) }
        try waitUntilGone(texts, test)
    }

    @Test func whatThePurgerDeletesIsGone() throws {
        let test = try TestStore()
        let deleted = try createNote(test)
        let changed = try createNote(test)
        try test.store.delete(deleted.id)
        try test.store.purgeExpired(at: Timestamp(microseconds: Timestamp.now().microseconds + 366 * 86_400_000_000))
        try waitUntilGone(deleted.texts + changed.texts.dropLast(), test)
        #expect(isInAFile([changed.texts[3]], test))
    }

    @Test func aNoteIsGoneOnceAnotherProgramStopsReading() throws {
        let test = try TestStore()
        let (id, texts) = try createNote(test)
        let other = try test.otherProgram()
        try other.inDatabase { db in
            try db.beginTransaction(.deferred)
            _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM note")
        }
        try test.store.delete(id)
        try test.store.purge(id, nil)
        // The reader still sees the note, and nobody waits for the reader.
        for number in 1...100 { try test.store.create("note \(number)") }
        #expect(try other.inDatabase { try String.fetchOne($0, sql: "SELECT content FROM note") } == texts[3])
        #expect(isInAFile(texts, test))
        try other.inDatabase { try $0.commit() }
        try waitUntilGone(texts, test)
        #expect(try test.store.page(NoteQuery()).total == 100)
    }

    @Test func aRestartFinishesTheWork() throws {
        let test = try TestStore(retention: Retention(trashDays: 0))
        let (id, texts) = try createNote(test)
        try test.waitUntilIndexed()
        let other = try test.otherProgram()
        try other.inDatabase { db in
            try db.beginTransaction(.deferred)
            _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM note")
        }
        try test.store.delete(id)
        test.store.close()
        try other.inDatabase { try $0.commit() }
        // The connection of the other program is open, so the log stays.
        #expect(isInAFile(texts, test))
        let store = try SQLiteNoteStore(path: test.path)
        try waitUntilGone(texts, test)
        store.close()
    }

    @Test func theVersionOfTheStoreStillChangesWithEachCommitAfterTheLogWasEmptied() throws {
        let test = try TestStore()
        let other = try test.otherProgram()
        for number in 1...20 {
            let id = try test.store.create("note").id
            try test.store.delete(id)
            try test.store.purge(id, nil)
            if number.isMultiple(of: 10) {
                try waitUntil("the log is empty") { test.store.statistics.logBytes == 0 }
            }
            let version = try test.store.version(since: .now)
            try other.write { try $0.execute(sql: "INSERT INTO note (title, content) VALUES ('other', 'program')") }
            #expect(try test.store.version(since: .now) != version)
            #expect(try test.store.page(NoteQuery()).total == number)
        }
    }
}
