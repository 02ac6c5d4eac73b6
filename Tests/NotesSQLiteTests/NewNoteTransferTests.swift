import Foundation
import GRDB
import Notes
import NotesSQLite
import StoreContract
import TestSupport
import Testing

/// Importing notes that have no ids yet.
@Suite struct NewNoteTransferTests {
    private struct Cancelled: Error {}

    private let test: TestStore
    private var archive: SQLiteNoteArchive { SQLiteNoteArchive(path: test.path) }

    init() throws {
        test = try TestStore()
    }

    /// - Returns: the ids of the notes that were added.
    @discardableResult
    private func add(
        _ notes: [Note], to archive: SQLiteNoteArchive? = nil, isDryRun: Bool = false
    ) throws -> [Int64] {
        var rest = notes.makeIterator()
        return try (archive ?? self.archive).addNew(
            { rest.next() }, isDryRun: isDryRun, willAdd: {}, isCancelled: { false })
    }

    private func note(
        _ id: Int64, _ title: String = "title", _ content: String = "content", at time: String? = nil
    ) -> Note {
        let time = time.flatMap(Timestamp.init)
        return Note(id: id, title: title, content: content, isPinned: id % 2 == 0, createdAt: time, updatedAt: time)
    }

    @Test func notesGetNewIDsInTheOrderOfTheirTimes() throws {
        let deleted = try test.store.create("deleted")
        try test.store.delete(deleted.id)
        let times = ["2026-01-03 00:00:00", "2026-01-01 00:00:00", "2026-01-02 00:00:00.5"]
        #expect(try add(times.enumerated().map { note(Int64($0) + 1, "\($0)", at: $1) }) == [2, 3, 1])
        let notes = try (2...4).map { try test.store.note($0) }
        #expect(notes.map(\.title) == ["1", "2", "0"])
        #expect(notes.map(\.isPinned) == [true, false, false])
        #expect(notes[1].createdAt == Timestamp(times[2]) && notes[1].updatedAt == Timestamp(times[2]))
        #expect(try test.store.search("content").count == 3)
        #expect(try test.store.create("next").id == 5)
    }

    @Test func aNoteWithTheSameTitleAndTextIsLeftAlone() throws {
        let there = try test.store.create("é")
        let same = note(1, "é", there.content, at: "2020-01-01 00:00:00")
        let notes = [same, note(2, "e\u{301}", there.content), note(3, "É", there.content), note(4, "é", "other")]
        #expect(try add(notes) == [2, 3, 4])
        #expect(try test.store.note(there.id).isIdentical(to: there))
        #expect(try add(notes) == [])
        #expect(try test.store.page(NoteQuery()).total == 4)
    }

    @Test func asManyCopiesAreAddedAsAreMissing() throws {
        let copies = (1...3).map { note($0, at: "2026-01-0\(4 - $0) 00:00:00") }
        #expect(try add([copies[2]]) == [3])
        #expect(try add(copies) == [2, 1])
        #expect(try add(copies) == [])
        #expect(try test.store.page(NoteQuery()).total == 3)
    }

    @Test func aDryRunChangesNothing() throws {
        try add([note(1)])
        #expect(try add([note(1), note(2, "other")], isDryRun: true) == [2])
        #expect(try test.store.page(NoteQuery()).total == 1)
        let directory = try TemporaryDirectory()
        let missing = SQLiteNoteArchive(path: directory.file("missing.db"))
        #expect(try add([note(1), note(2)], to: missing, isDryRun: true) == [1, 2])
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    }

    @Test func afterAnErrorNoNoteIsAdded() throws {
        var left = 100
        #expect(throws: Cancelled.self) {
            try archive.addNew(
                {
                    left -= 1
                    if left == 0 { throw Cancelled() }
                    return note(Int64(left), "\(left)")
                }, isDryRun: false, willAdd: {}, isCancelled: { false })
        }
        let many = (1...20_000).map { note($0, "\($0)") }
        var rest = many.makeIterator()
        #expect(throws: CancellationError.self) {
            try archive.addNew({ rest.next() }, isDryRun: false, willAdd: {}, isCancelled: { true })
        }
        #expect(try test.store.page(NoteQuery()).total == 0)
    }

    @Test func withoutFreeIDsNoNoteIsAdded() throws {
        try test.otherProgram().write {
            try $0.execute(sql: "INSERT INTO note (id, title, content) VALUES (\(Int64.max - 2), 'last', 'c')")
        }
        let error = #expect(throws: UserError.self) { try add((1...5).map { note($0, "\($0)") }) }
        #expect(error?.description.contains("the highest ids") == true, "\(error?.description ?? "")")
        #expect(try test.store.titles() == ["last"])
    }

    /// If each note were compared with each other note, this would take minutes.
    @Test func manyNotesWithTheSameTitleTakeLinearTime() throws {
        let notes = (1...10_000).map { note($0, "Untitled", $0 % 2 == 0 ? "same" : "text \($0)") }
        #expect(try add(notes).count == notes.count)
        let start = ContinuousClock.now
        #expect(try add(notes) == [])
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func theFlaskAppsTableGetsIDsAboveAllEarlierOnes() throws {
        let adopted = try TestStore { db in
            try db.execute(
                sql: """
                    CREATE TABLE note (
                        id INTEGER NOT NULL, title VARCHAR(200) NOT NULL, content TEXT NOT NULL, is_pinned BOOLEAN,
                        created_at DATETIME, updated_at DATETIME, PRIMARY KEY (id));
                    INSERT INTO note VALUES (7, 'there', 'text', NULL, NULL, NULL);
                    """)
        }
        try adopted.store.delete(7)
        let archive = SQLiteNoteArchive(path: adopted.path)
        #expect(try add([note(1, "a"), note(2, "b")], to: archive) == [1, 2])
        #expect(try adopted.store.note(8).title == "a" && adopted.store.note(9).title == "b")
    }
}
