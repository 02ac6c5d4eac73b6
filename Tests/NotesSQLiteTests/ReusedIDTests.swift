import GRDB
import Notes
import NotesSQLite
import StoreContract
import Testing

/// The table of the Flask app has no AUTOINCREMENT, so that app gives the highest id to another note after a deletion.
@Suite struct ReusedIDTests {
    private let test: TestStore
    private let other: OtherProgram

    init() throws {
        test = try TestStore { try $0.execute(sql: AdoptionTests.table) }
        other = try OtherProgram(test)
    }

    private func fields(_ title: String) throws -> NoteFields {
        try NoteDraft(title: .value(title), content: .value("content")).validated()
    }

    private func insert(_ title: String) throws {
        try other.run("INSERT INTO note (title, content, updated_at) VALUES ('\(title)', 'theirs', NULL)")
    }

    @Test func anIDNeverReturns() throws {
        for _ in 1...3 { try test.store.create("x") }
        try test.store.delete(3)
        #expect(try test.store.create("x").id == 4)
        try test.store.delete(4)
        try test.store.purge(4, nil)
        #expect(try test.store.create("x").id == 5)
        try test.store.delete(5)
        try test.store.purge(5, nil)
        test.store.close()
        let store = try SQLiteNoteStore(path: test.path, retention: Retention(trashDays: 0))
        try store.delete(store.create("x").id)
        #expect(try store.create("x").id == 7)
        #expect(throws: NotesError.notFound) { try store.revision(nil, of: 6) }
    }

    @Test func theHistoryOfANewNoteDoesNotShowTheOldNote() throws {
        let old = try test.store.create("1")
        try test.store.update(old.id, title: "2")
        try test.store.delete(old.id)
        try insert("theirs")
        #expect(try test.store.note(old.id).title == "theirs")
        #expect(try titles(of: old.id) == ["theirs"])
        try test.store.update(old.id, title: "ours")
        #expect(try titles(of: old.id) == ["ours", "theirs"])
        #expect(try test.store.trash(NoteQuery()).revisions.map(\.note.title) == ["2"])
        // The old note's versions can still be read and compared.
        let compared = try test.store.comparedRevision(old.version, of: old.id)
        #expect(compared.revision.note == old && compared.next?.note.title == "2" && compared.newest == nil)
        #expect(throws: NotesError.notFound) {
            try test.store.update(99, title: "x") { _ in true }
        }
    }

    @Test func restoringTheOldNoteGivesItANewID() throws {
        let key = IdempotencyKey(text: "k", contentHash: "h")
        let old = try test.store.create(fields("1"), by: "anna", key: key).note
        try test.store.update(old.id, title: "2", by: "ben")
        try test.store.delete(old.id)
        try insert("theirs")
        #expect(try test.store.create(fields("1"), by: "anna", key: key).note == old)
        let restored = try test.store.restore(old.id)
        #expect(restored.id == 2 && restored.title == "2" && restored.createdAt == old.createdAt)
        #expect(try titles(of: 2) == ["2", "2", "1"])
        #expect(try test.store.history(of: 2, offset: 1, size: 2).revisions.map(\.user) == ["ben", "anna"])
        #expect(try titles(of: 1) == ["theirs"])
        #expect(try test.store.trash(NoteQuery()).total == 0)
        // The key follows the note.
        let repeated = try test.store.create(fields("1"), by: "anna", key: key).note
        #expect(repeated.id == 2 && repeated.version == old.version && repeated.title == "1")
        #expect(try test.store.titles().count == 2)
        #expect(throws: NotesError.notFound) { try test.store.restore(old.id) }
    }

    @Test func aVersionOfTheOldNoteIsRestoredUnderANewID() throws {
        let old = try test.store.create("1")
        try test.store.update(old.id, title: "2")
        try test.store.delete(old.id)
        try insert("theirs")
        let restored = try test.store.restore(old.id, to: old.version)
        #expect(restored.id == 2 && restored.title == "1")
        #expect(try test.store.note(1).title == "theirs")
    }

    /// The rows of two deleted notes of one id must not mix.
    @Test func ofTwoDeletedNotesWithOneIDEachCanBeRestored() throws {
        let old = try test.store.create("old 1")
        let last = try test.store.update(old.id, title: "old 2")
        try test.store.delete(old.id)
        try insert("theirs")
        try test.store.update(old.id, title: "theirs 2")
        let theirs = try test.store.delete(old.id)
        #expect(try test.store.trash(NoteQuery()).revisions.map(\.note.title) == ["theirs 2", "old 2"])

        let restored = try test.store.restore(old.id, to: last.version)
        #expect(restored.id == 2)
        #expect(try titles(of: 2) == ["old 2", "old 2", "old 1"])
        #expect(try titles(of: 1) == ["theirs 2", "theirs"])
        try test.store.purge(1, theirs.version)
        #expect(try titles(of: 2) == ["old 2", "old 2", "old 1"])
        #expect(throws: NotesError.notFound) { try titles(of: 1) }
    }

    @Test func ofTwoDeletedNotesWithOneIDOneIsDeletedForGood() throws {
        let old = try test.store.create("old")
        try test.store.delete(old.id)
        try insert("theirs")
        try test.store.delete(old.id)
        try test.store.purge(old.id, old.version)
        #expect(try test.store.trash(NoteQuery()).revisions.map(\.note.title) == ["theirs"])
        #expect(try test.store.restore(old.id).title == "theirs")
    }

    @Test func aDeletedNoteWhoseIDIsInUseIsDeletedForGood() throws {
        let old = try test.store.create("old")
        try test.store.delete(old.id)
        try insert("theirs")
        try test.store.update(old.id, title: "changed")
        #expect(try test.store.emptyTrash(upTo: test.store.trash(NoteQuery()).mark) == 1)
        #expect(try titles(of: old.id) == ["changed", "theirs"])
    }

    @Test func aRepeatedRequestDoesNotReturnTheNoteOfAnotherProgram() throws {
        let key = IdempotencyKey(text: "k", contentHash: "h")
        let note = try test.store.create(fields("ours"), by: nil, key: key).note
        try test.store.delete(note.id)
        try test.store.purge(note.id, nil)
        try insert("theirs")
        #expect(try test.store.note(note.id).title == "theirs")
        #expect(throws: NotesError.gone) { try test.store.create(fields("ours"), by: nil, key: key) }
    }

    @Test func negativeIDsAreNotContinued() throws {
        try other.run("INSERT INTO note (id, title, content) VALUES (-7, 'theirs', 'c'), (-1, 'theirs', 'c')")
        #expect(try test.store.create("ours").id == 1)
        try test.store.delete(-1)
        #expect(try test.store.restore(-1).id == -1)
        try test.store.delete(-7)
        try test.store.purge(-7, nil)
        #expect(try test.store.create("ours").id == 2)
    }

    /// After the largest id of all, SQLite chooses unused ids.
    @Test func theLargestIDOfAllIsNotTheLastOne() throws {
        try other.run("INSERT INTO note (id, title, content) VALUES (\(Int64.max), 'theirs', 'c')")
        let ids = try (1...5).map { try test.store.create("ours \($0)").id }
        #expect(Set(ids).count == 5 && ids.allSatisfy { $0 > 0 && $0 < Int64.max })
        try test.store.delete(Int64.max)
        let note = try test.store.create("ours 6")
        #expect(try titles(of: note.id) == ["ours 6"])
        #expect(try test.store.restore(Int64.max).id == Int64.max)
        #expect(try test.store.page(NoteQuery()).total == 7)
    }

    private func titles(of id: Int64) throws -> [String] {
        try test.store.history(of: id, offset: 0, size: 100).revisions.map(\.note.title)
    }
}
