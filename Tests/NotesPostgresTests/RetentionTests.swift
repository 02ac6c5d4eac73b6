#if PostgreSQL
import Notes
import StoreContract
import Testing

@testable import NotesPostgres

@Suite struct RetentionTests {
    private static let day: Int64 = 86_400_000_000

    private func later(_ days: Int64) -> Timestamp {
        Timestamp(microseconds: Timestamp.now().microseconds + days * Self.day)
    }

    @Test func whatHasExpiredIsDeleted() throws {
        let test = try TestStore(retention: Retention(historyDays: 100, historyVersions: nil, trashDays: 10))
        defer { test.store.close() }
        let note = try test.store.create("kept")
        try test.store.update(note.id, title: "kept 2")
        try test.store.create("trash")
        try test.store.update(2, title: "trash 2")
        try test.store.delete(2)
        try test.store.purgeExpired(at: later(9))
        #expect(try test.store.trash(NoteQuery()).total == 1)
        try test.store.purgeExpired(at: later(11))
        #expect(try test.store.trash(NoteQuery()).total == 0)
        #expect(throws: NotesError.notFound) { try test.store.revision(nil, of: 2) }
        #expect(try test.store.history(of: 1, offset: 0, size: 9).total == 2)
        try test.store.purgeExpired(at: later(101))
        #expect(try test.store.history(of: 1, offset: 0, size: 9).revisions.map(\.note.title) == ["kept 2"])
        #expect(try test.sql("SELECT count(*)::text FROM note_write") != ["0"])
        try test.sql("UPDATE note_write SET written_at = written_at - interval '61 minutes'")
        try test.store.purgeExpired(at: later(101))
        #expect(try test.sql("SELECT count(*)::text FROM note_write") == ["0"])
    }

    @Test func onlySoManyOldVersionsAreKept() throws {
        let test = try TestStore(retention: Retention(historyDays: nil, historyVersions: 2, trashDays: nil))
        defer { test.store.close() }
        for id: Int64 in [1, 2] {
            try test.store.create("0")
            for number in 1...5 { try test.store.update(id, title: "\(number)") }
        }
        try test.store.delete(2)
        try test.store.purgeExpired(at: later(30))
        #expect(try test.store.history(of: 1, offset: 0, size: 9).total == 6)
        try test.store.purgeExpired(at: later(32))
        #expect(try test.store.history(of: 1, offset: 0, size: 9).revisions.map(\.note.title) == ["5", "4", "3"])
        #expect(try test.store.trash(NoteQuery()).total == 1)
        #expect(try test.store.history(of: 2, offset: 0, size: 9).revisions.map(\.note.title).first == "5")
    }

    @Test func aTrashWithManyNotesIsEmptied() throws {
        let test = try TestStore()
        defer { test.store.close() }
        try test.sql("INSERT INTO note (title, content) SELECT 'title', 'text' FROM generate_series(1, 3000)")
        try test.sql("UPDATE note SET content = 'changed'")
        try test.sql("DELETE FROM note WHERE id > 1")
        #expect(try test.store.emptyTrash(upTo: test.store.trash(NoteQuery(size: 1)).mark) == 2999)
        #expect(try test.sql("SELECT count(*)::text FROM note_past") == ["1"])
    }

    @Test func nothingIsKept() throws {
        let test = try TestStore(retention: Retention(historyDays: 0, historyVersions: 0, trashDays: 0))
        defer { test.store.close() }
        let note = try test.store.create("one")
        try test.store.update(note.id, title: "two")
        #expect(try test.store.history(of: note.id, offset: 0, size: 9).total == 1)
        try test.store.delete(note.id)
        #expect(throws: NotesError.notFound) { try test.store.revision(nil, of: note.id) }
        #expect(try test.sql("SELECT count(*)::text FROM note_past") == ["0"])
        #expect(try test.store.create("next").id == note.id + 1)
    }
}
#endif
