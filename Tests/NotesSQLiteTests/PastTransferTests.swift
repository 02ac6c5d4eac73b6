import GRDB
import Notes
import NotesSQLite
import StoreContract
import TestSupport
import Testing

/// Exporting the history and the trash, and importing them.
@Suite struct PastTransferTests {
    private let test: TestStore
    private let copy: TestStore

    /// Creates note 1 with three versions, note 2 in the trash, and note 3, which was deleted and restored.
    init() throws {
        test = try TestStore()
        copy = try TestStore()
        let store = test.store
        _ = try store.create(StoreContract.fields("1"), by: "anna", key: nil)
        try store.update(1, title: "2", by: "ben")
        try store.update(1, title: "3", content: "new text", by: "carl")
        try store.create("trash")
        _ = try store.delete(2, by: "dora", if: nil)
        try store.create("restored")
        try store.delete(3)
        try store.restore(3)
    }

    private func export(_ test: TestStore, hasPast: Bool = true) throws -> [NoteRevision] {
        var revisions: [NoteRevision] = []
        try SQLiteNoteArchive(path: test.path).forEachNote(hasPast: hasPast) { revisions.append($0) }
        return revisions
    }

    /// - Returns: the numbers of notes and of past versions: added, unchanged.
    @discardableResult
    private func add(_ revisions: [NoteRevision], to test: TestStore) throws -> [Int] {
        var lines = zip(revisions, 1...).makeIterator()
        let (notes, past) = try SQLiteNoteArchive(path: test.path).add(
            { lines.next().map { ($0, $1) } }, willAdd: {}, isCancelled: { false })
        return [notes.added, notes.unchanged, past.added, past.unchanged]
    }

    private func titles(of id: Int64, _ test: TestStore) throws -> [String] {
        try test.store.history(of: id, offset: 0, size: 100).revisions.map(\.note.title)
    }

    @Test func historyAndTrashAreImportedUnchanged() throws {
        let exported = try export(test)
        #expect(exported.count == 6)
        #expect(try add(exported, to: copy) == [2, 0, 4, 0])
        #expect(try export(copy) == exported)
        for id: Int64 in 1...3 {
            let page = try test.store.history(of: id, offset: 0, size: 10)
            #expect(try copy.store.history(of: id, offset: 0, size: 10).revisions == page.revisions)
        }
        #expect(try copy.store.trash(NoteQuery()).revisions == test.store.trash(NoteQuery()).revisions)
        #expect(try copy.store.restore(2).title == "trash")
        #expect(try copy.store.create("next").id == 4)
        #expect(try copy.store.search("new text") == ["3"])
    }

    @Test func importingTwiceAddsNothingTwice() throws {
        let exported = try export(test)
        #expect(try add(exported + exported, to: copy) == [2, 0, 4, 0])
        #expect(try add(exported, to: copy) == [0, 2, 0, 4])
        #expect(try export(copy) == exported)
        #expect(try add(exported, to: test) == [0, 2, 0, 4])
        #expect(try export(test) == exported)
    }

    @Test func withoutPastAnExportHasOnlyNotes() throws {
        let notes = try export(test, hasPast: false)
        #expect(notes.map(\.note.title) == ["3", "restored"])
        #expect(notes.allSatisfy { $0.user == nil && $0.endedAt == nil })
        #expect(try add(notes, to: copy) == [2, 0, 0, 0])
        // A later import adds the users and the past.
        let exported = try export(test)
        #expect(try add(exported, to: copy) == [0, 2, 4, 0])
        #expect(try export(copy) == exported)
    }

    /// The retention may have deleted some versions since the export.
    @Test func missingVersionsAreAddedInTheirOrder() throws {
        let exported = try export(test)
        try test.otherProgram().write {
            try $0.execute(sql: "DELETE FROM note_past WHERE title = '1'")
        }
        #expect(try titles(of: 1, test) == ["3", "2"])
        #expect(try add(exported, to: test) == [0, 2, 1, 3])
        #expect(try titles(of: 1, test) == ["3", "2", "1"])
        #expect(try test.store.history(of: 1, offset: 0, size: 9).revisions.map(\.user) == ["carl", "ben", "anna"])
        try test.store.update(1, title: "4")
        #expect(try titles(of: 1, test) == ["4", "3", "2", "1"])
    }

    @Test func anotherHistoryEndsTheImport() throws {
        let exported = try export(test)
        try copy.store.create("other")
        try copy.store.delete(1)
        let lines = exported.filter { $0.note.id != 1 } + exported.filter { $0.note.id == 1 && $0.endedAt != nil }
        let error = #expect(throws: UserError.self) { try add(lines, to: copy) }
        #expect(
            error?.description.contains("line 4: note 1 has another history") == true, "\(error?.description ?? "")")
        #expect(try export(copy).map(\.note.title) == ["other"])
    }

    @Test func anOlderExportAddsNothing() throws {
        let exported = try export(test).filter { $0.note.id == 2 }
        try test.store.restore(2)
        try test.store.delete(2)
        #expect(try add(exported, to: test) == [0, 0, 0, 1])
        #expect(try titles(of: 2, test) == ["trash", "trash"])
    }

    @Test func aNoteInTheTrashIsBroughtBack() throws {
        let notes = try export(test, hasPast: false)
        try test.store.delete(1)
        #expect(try add(notes, to: test) == [1, 1, 0, 0])
        #expect(try test.store.note(1) == notes[0].note)
        #expect(try test.store.trash(NoteQuery()).revisions.map(\.note.title) == ["trash"])
        #expect(try titles(of: 1, test) == ["3", "3", "2", "1"])
    }

    /// Emptying removes the rows up to a mark, so no later row may have an earlier id.
    @Test func noRowGetsAnEarlierID() throws {
        try test.store.delete(1)
        let exported = try export(test).filter { $0.note.id == 1 }
        try add(exported, to: copy)
        // The versions before the last one have expired. The import adds them before the last one, which moves.
        try copy.otherProgram().write { try $0.execute(sql: "DELETE FROM note_past WHERE NOT is_deletion") }
        try add(exported, to: copy)
        #expect(try titles(of: 1, copy) == ["3", "2", "1"])
        let mark = try copy.otherProgram().read { try Int64.fetchOne($0, sql: "SELECT max(id) FROM note_past") }
        try copy.store.delete(copy.store.create("later").id)
        let row = try copy.otherProgram().read { try Int64.fetchOne($0, sql: "SELECT max(id) FROM note_past") }
        #expect(try #require(row) > #require(mark))
    }

    @Test func aNoteThatIsBeingDeletedForGoodIsNotExported() throws {
        let exported = try export(test)
        try test.store.update(1, content: "last")
        try test.store.delete(1)
        try test.otherProgram().write {
            try $0.execute(sql: "UPDATE note_past SET is_deletion = 2 WHERE note_id = 1 AND is_deletion")
        }
        #expect(try export(test) == exported.filter { $0.note.id != 1 })
    }

    @Test func anImportCanBeRepeated() throws {
        let exported = try export(test, hasPast: false)
        try test.store.update(1, content: "changed since the export")
        try test.store.delete(1)
        #expect(try add(exported, to: test) == [1, 1, 0, 0])
        #expect(try test.store.note(1).version != exported[0].note.version)
        #expect(try add(exported, to: test) == [0, 2, 0, 0])
    }

    @Test func anotherNoteWithTheIDOfADeletedNoteHasAHistoryOfItsOwn() throws {
        let other = Note(id: 2, title: "other", content: "c", isPinned: false, createdAt: nil, updatedAt: .now())
        #expect(try add([NoteRevision(note: other)], to: test) == [1, 0, 0, 0])
        #expect(try titles(of: 2, test) == ["other"])
        #expect(try test.store.trash(NoteQuery()).revisions.map(\.note.title) == ["trash"])
        #expect(try test.store.restore(2).id == 4)
    }

    @Test func aDeletionThatWasUndoneIsUndoneByTheImport() throws {
        let exported = try export(test).filter { $0.note.id == 3 }
        var deletion = exported[1]
        deletion.restoredAt = nil
        #expect(try add([deletion], to: copy) == [0, 0, 1, 0])
        #expect(try add(exported, to: copy) == [1, 0, 0, 1])
        #expect(try titles(of: 3, copy) == ["restored", "restored"])
        #expect(try copy.store.trash(NoteQuery()).total == 0)
    }

    @Test func aPastTextThatIsNoTextEndsTheExport() throws {
        try test.otherProgram().write { try $0.execute(sql: "UPDATE note_past SET content = x'ff' WHERE title = '2'") }
        let error = #expect(throws: UserError.self) { try export(test) }
        #expect(error?.description.contains("a past version of note 1 ") == true, "\(error?.description ?? "")")
        #expect(try export(test, hasPast: false).count == 2)
    }

    @Test func aDatabaseFromBeforeTheHistoryIsExported() throws {
        let directory = try TemporaryDirectory()
        try DatabaseQueue(path: directory.file("notes.db")).write {
            try $0.execute(sql: OldSchema.sql(version: 2) + "INSERT INTO note (title, content) VALUES ('old', 'c')")
        }
        var titles: [String] = []
        try SQLiteNoteArchive(path: directory.file("notes.db")).forEachNote(hasPast: true) {
            titles.append($0.note.title)
        }
        #expect(titles == ["old"])
    }
}
