import Notes
import NotesSQLite
import StoreContract
import TestSupport
import Testing

/// A store that keeps no history, or no trash.
@Suite struct NoHistoryTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func store(historyDays: Int? = 365, trashDays: Int? = 30) throws -> SQLiteNoteStore {
        try SQLiteNoteStore(
            path: directory.file("notes.db"), retention: Retention(historyDays: historyDays, trashDays: trashDays))
    }

    @Test func withoutHistoryOnlyTheCurrentVersionIsKept() throws {
        let store = try store(historyDays: 0)
        let note = try store.create("1")
        let changed = try store.update(note.id, title: "2")
        #expect(throws: NotesError.notFound) { try store.revision(note.version, of: note.id) }
        #expect(try store.history(of: note.id, offset: 0, size: 10).revisions.map(\.note.version) == [changed.version])
        #expect(throws: NotesError.changed(current: changed)) {
            try store.update(note.id, title: "3") { $0 == note.version }
        }
    }

    @Test func withoutHistoryADeletedNoteCanBeBroughtBack() throws {
        let store = try store(historyDays: 0)
        let note = try store.create("1")
        let last = try store.update(note.id, title: "2")
        try store.delete(note.id)
        #expect(try store.trash(NoteQuery()).revisions.map(\.note) == [last])
        #expect(throws: NotesError.notFound) { try store.restore(note.id, to: note.version) }
        let restored = try store.restore(note.id, to: last.version)
        #expect(restored.title == "2")
        #expect(try store.history(of: note.id, offset: 0, size: 10).revisions.map(\.note.version) == [restored.version])
        #expect(try #require(restored.updatedAt) > #require(last.updatedAt))
    }

    @Test func withoutHistoryARepeatedRequestGetsTheNoteAsItIs() throws {
        let store = try store(historyDays: 0)
        let fields = try NoteDraft(title: .value("1"), content: .value("c")).validated()
        let key = IdempotencyKey(text: "k", contentHash: "h")
        let note = try store.create(fields, by: nil, key: key).note
        let changed = try store.update(note.id, title: "2")
        #expect(try store.create(fields, by: nil, key: key).note == changed)
        try store.delete(note.id)
        #expect(try store.create(fields, by: nil, key: key).note == changed)
        try store.purge(note.id, nil)
        #expect(throws: NotesError.gone) { try store.create(fields, by: nil, key: key) }
    }

    @Test func withoutTrashADeletedNoteIsGone() throws {
        let store = try store(trashDays: 0)
        let note = try store.create("1")
        let changed = try store.update(note.id, title: "2")
        #expect(try store.delete(note.id) == changed)
        #expect(throws: NotesError.notFound) { try store.revision(nil, of: note.id) }
        #expect(throws: NotesError.notFound) { try store.restore(note.id) }
        #expect(try store.trash(NoteQuery()).total == 0)
        #expect(try store.create("3").id == note.id + 1)
    }

    @Test func aVersionFromBeforeTheHistoryWasSwitchedOffIsForgottenAtTheNextChange() throws {
        let before = try store()
        let note = try before.create("1")
        try before.update(note.id, title: "2")
        before.close()
        let after = try store(historyDays: 0)
        #expect(try after.history(of: note.id, offset: 0, size: 10).total == 2)
        try after.update(note.id, title: "3")
        #expect(try after.history(of: note.id, offset: 0, size: 10).total == 1)
    }
}
