import GRDB
import Notes
import StoreContract
import TestSupport
import Testing

@testable import NotesSQLite

/// An import adds its notes in steps. Other programs write between two steps, and some of them stop the import there.
@Suite struct StagedImportTests {
    private struct Interruption: Error {}

    private let test: TestStore
    private let other: DatabaseQueue
    private var archive: SQLiteNoteArchive { SQLiteNoteArchive(path: test.path) }

    init() throws {
        test = try TestStore()
        other = try test.otherProgram()
    }

    /// Notes with ids from 11 on, and a past version of each. The texts of the past versions need several steps. They are not
    /// indexed, which would take long.
    private func revisions() -> [NoteRevision] {
        let notes = (Int64(11)...40).map { id in
            let time = Timestamp("2026-01-31 09:05:00.000001")
            return Note(
                id: id, title: "imported \(id)", content: "text", isPinned: false, createdAt: time, updatedAt: time)
        }
        let past = notes.map { note in
            var old = note
            old.title = "before"
            old.content = String(repeating: "word ", count: 80_000)
            old.updatedAt = old.createdAt.map { Timestamp(microseconds: $0.microseconds - 5) }
            return NoteRevision(note: old, endedAt: old.createdAt)
        }
        return notes.map { NoteRevision(note: $0) } + past
    }

    /// - Parameter willStep: called before each step, with the number of imported notes that other programs see.
    @discardableResult
    private func add(_ revisions: [NoteRevision], willStep: @escaping (Int) -> Void = { _ in }) throws -> [Int] {
        var lines = zip(revisions, 1...).makeIterator()
        let (notes, past) = try archive.add(
            { lines.next().map { ($0, $1) } }, willAdd: {},
            isCancelled: {
                willStep((try? published()) ?? -1)
                return false
            })
        return [notes.added, notes.unchanged, past.added, past.unchanged]
    }

    private func published() throws -> Int {
        try count("note WHERE title GLOB 'imported*'")
    }

    private func count(_ rows: String) throws -> Int {
        try other.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(rows)") } ?? 0
    }

    /// Checks that each imported note is in the database, and that nothing is left of the import.
    private func checkImported(_ revisions: [NoteRevision]) throws {
        var stored: [NoteRevision] = []
        try archive.forEachNote(hasPast: true) { if (11...40).contains($0.note.id) { stored.append($0) } }
        let isSame = stored == revisions
        #expect(isSame)
        #expect(try count("note_import") == 0 && count("note_incoming") == 0)
    }

    @Test func otherProgramsWriteBetweenTheSteps() throws {
        let imported = revisions()
        var seen: [Int] = []
        #expect(
            try add(imported) { number in
                seen.append(number)
                _ = try? test.store.create("meanwhile")
            } == [30, 0, 30, 0])
        #expect(Set(seen).count > 3 && seen.filter { $0 == 0 }.count > 3, "\(seen)")
        // Once the import has begun, the store gives no id of an incoming note to a new note.
        let ids = try other.read { try Int64.fetchAll($0, sql: "SELECT id FROM note WHERE title = 'meanwhile'") }
        #expect(ids == seen.indices.map { 41 + Int64($0) })
        try checkImported(imported)
        #expect(try test.store.search("before").isEmpty && test.store.search("imported").count == 30)
    }

    /// Copies the database between two steps, as a power cut would leave it, and opens each copy.
    @Test func anInterruptedImportAddsAllNotesOrNone() throws {
        let imported = revisions()
        try test.store.create("there")
        let folder = try TemporaryDirectory()
        var copies: [(path: String, published: Int)] = []
        try add(imported) { number in
            let path = folder.file("\(copies.count).db")
            guard let copy = try? DatabaseQueue(path: path), (try? other.backup(to: copy)) != nil else { return }
            copies.append((path, number))
        }
        #expect(copies.contains { $0.published == 0 } && copies.contains { $0.published > 1 })
        for (path, published) in copies {
            let store = try SQLiteNoteStore(path: path)
            defer { store.close() }
            if published == 0 {
                #expect(try store.titles() == ["there"])
                // The next import deletes what is left.
                try SQLiteNoteArchive(path: path).addNew(note("next"))
                #expect(try store.titles().count == 2)
            } else {
                try waitUntil("the import is finished") { try store.titles().count == 31 }
                #expect(
                    try store.history(of: 11, offset: 0, size: 9).revisions.map(\.note.title) == [
                        "imported 11", "before",
                    ])
            }
            let rows = try DatabaseQueue(path: path).read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM note_incoming")
            }
            #expect(rows == 0)
        }
    }

    @Test func anInterruptedImportIsRepeated() throws {
        let imported = revisions()
        try interrupt(imported)
        test.store.close()
        #expect(try add(imported) == [0, 30, 0, 30])
        try checkImported(imported)
    }

    @Test func theNextImportFinishesAnEarlierOne() throws {
        let imported = revisions()
        try interrupt(imported)
        test.store.close()
        try archive.addNew(note("next"))
        try checkImported(imported)
        #expect(try SQLiteNoteStore(path: test.path).note(41).title == "next")
    }

    @Test func anImportThatFailsBeforeItIsCompleteAddsNothing() throws {
        var steps = 0
        var lines = zip(revisions(), 1...).makeIterator()
        #expect(throws: CancellationError.self) {
            try archive.add(
                { lines.next().map { ($0, $1) } }, willAdd: {},
                isCancelled: {
                    // Once a step has copied some notes.
                    steps = (try? count("note_incoming")) ?? 0
                    return steps > 0
                })
        }
        #expect(steps > 0)
        #expect(try published() == 0)
        #expect(try count("note_import") == 0)
        #expect(try count("note_incoming") == 0)
    }

    @Test func ofTwoImportsAtTheSameTimeOneFails() throws {
        let imported = revisions()
        // The other import comes while this one compares its notes, or while it copies them.
        for rows in [0, 1] {
            let other = Once()
            let error = #expect(throws: UserError.self) {
                try add(imported) { _ in
                    guard (try? count("note_incoming")) ?? 0 >= rows, other.isFirst else { return }
                    _ = try? archive.addNew(note("winner \(rows)"))
                }
            }
            #expect(error?.description.contains("another import") == true, "\(error?.description ?? "")")
            #expect(try count("note_import") == 0 && count("note_incoming") == 0)
        }
        #expect(try test.store.titles() == ["winner 1", "winner 0"])
        try add(imported)
        #expect(try published() == 30)
    }

    @Test(arguments: [
        "created_at DATETIME NOT NULL", "created_at DATETIME, UNIQUE (title)",
        "created_at CHECK (created_at IS NOT NULL)",
    ])
    func aTableThatRefusesANoteGetsNone(_ column: String) throws {
        let adopted = try TestStore { db in
            try db.execute(
                sql: """
                    CREATE TABLE note (
                        id INTEGER NOT NULL PRIMARY KEY, title VARCHAR(200) NOT NULL, content TEXT NOT NULL,
                        is_pinned BOOLEAN, updated_at DATETIME, \(column))
                    """)
        }
        let archive = SQLiteNoteArchive(path: adopted.path)
        let time = Timestamp.now()
        func note(_ id: Int64, _ title: String, _ createdAt: Timestamp?) -> NoteRevision {
            NoteRevision(
                note: Note(
                    id: id, title: title, content: "c", isPinned: false, createdAt: createdAt, updatedAt: time))
        }
        var lines = zip([note(1, "a", time), note(2, "a", Timestamp("0000-01-01")), note(3, "c", nil)], 1...)
            .makeIterator()
        let error = #expect(throws: UserError.self) {
            try archive.add({ lines.next().map { ($0, $1) } }, willAdd: {}, isCancelled: { false })
        }
        #expect(error?.description.contains("nothing was imported") == true, "\(error?.description ?? "")")
        #expect(try adopted.store.titles().isEmpty)
        try archive.addNew { nil }
        #expect(archive.finding("imports")?.level == .ok)
    }

    @Test func theLowestIDIsImported() throws {
        let ids = [Int64.min, -1, 0, 5]
        let revisions = ids.map {
            NoteRevision(
                note: Note(id: $0, title: "t", content: "c", isPinned: false, createdAt: nil, updatedAt: nil))
        }
        #expect(try add(revisions) == [4, 0, 0, 0])
        #expect(try add(revisions) == [0, 4, 0, 0])
    }

    @Test func anExportWaitsForTheNotesOfAnInterruptedImport() throws {
        let imported = revisions()
        try interrupt(imported)
        test.store.close()
        let error = #expect(throws: UserError.self) { try archive.forEachNote(hasPast: false) { _ in } }
        #expect(error?.description.contains("run migrate") == true)
        #expect(archive.finding("imports")?.level == .warning)
        try archive.migrate()
        #expect(archive.finding("imports")?.level == .ok)
        try checkImported(imported)
    }

    /// The copies would stay in the file and its backups.
    @Test func theCopiesOfAKilledImportAreDeletedByAnyImport() throws {
        try other.write {
            try $0.execute(
                sql: """
                    INSERT INTO note_import (last_past, is_complete) VALUES (0, 0);
                    INSERT INTO note_incoming (note_id, title, content) VALUES (7, 'copy', 'c');
                    """)
        }
        #expect(archive.finding("imports")?.level == .warning)
        try archive.addNew { nil }
        #expect(archive.finding("imports")?.level == .ok)
        #expect(try test.store.titles().isEmpty)
    }

    /// A note may be deleted for good while an import brings its past versions.
    @Test func noPastIsAddedWithoutItsNote() throws {
        let imported = revisions()
        try add(imported.filter { $0.endedAt == nil })
        let deleted = Once()
        try add(imported) { _ in
            guard (try? count("note_incoming")) ?? 0 > 0, deleted.isFirst else { return }
            try? other.write {
                try $0.execute(sql: "DELETE FROM note WHERE id = 20; DELETE FROM note_past WHERE note_id = 20")
            }
        }
        #expect(try count("note_past WHERE note_id = 20") == 0)
        #expect(try count("note_past WHERE note_id = 21") == 1)
    }

    /// Another program can choose the id of its note, or restore a note from the trash.
    @Test func anIDThatIsTakenMeanwhileIsNotTakenAway() throws {
        let imported = revisions()
        let taken = Once()
        try add(imported) { number in
            guard number > 0, number < 20, taken.isFirst else { return }
            try? other.write { try $0.execute(sql: "INSERT INTO note (id, title, content) VALUES (30, 'mine', 'c')") }
        }
        #expect(try test.store.note(30).title == "mine")
        #expect(try test.store.history(of: 30, offset: 0, size: 9).total == 1)
        #expect(try published() == 30)
        #expect(try test.store.note(41).title == "imported 30")
        #expect(
            try test.store.history(of: 41, offset: 0, size: 9).revisions.map(\.note.title) == ["imported 30", "before"])
    }

    @Test func aNoteThatIsEditedMeanwhileKeepsTheOrderOfItsVersions() throws {
        let imported = revisions()
        let notes = imported.filter { $0.endedAt == nil }
        try add(notes)
        let edited = Once()
        // The notes are there already, and their past versions are missing.
        #expect(
            try add(imported) { _ in
                guard (try? count("note_incoming")) ?? 0 > 0, edited.isFirst else { return }
                _ = try? test.store.update(20, title: "edited")
            } == [0, 30, 30, 0])
        #expect(
            try test.store.history(of: 20, offset: 0, size: 9).revisions.map(\.note.title)
                == ["edited", "imported 20", "before"])
    }

    /// Leaves an import that is complete, with one note in its place.
    private func interrupt(_ revisions: [NoteRevision]) throws {
        let copy = test.directory.file("copy.db")
        let copied = Once()
        try add(revisions) { number in
            guard number > 0, copied.isFirst, let queue = try? DatabaseQueue(path: copy) else { return }
            try? other.backup(to: queue)
        }
        try DatabaseQueue(path: copy).backup(to: other)
        #expect(try published() < revisions.count / 2)
    }

    private func note(_ title: String) -> () -> Note? {
        var note: Note? = Note(id: 1, title: title, content: "c", isPinned: false, createdAt: nil, updatedAt: nil)
        return {
            defer { note = nil }
            return note
        }
    }
}

/// Tells the first call from the others.
private final class Once {
    private var wasCalled = false

    var isFirst: Bool {
        defer { wasCalled = true }
        return !wasCalled
    }
}

extension SQLiteNoteArchive {
    @discardableResult
    fileprivate func addNew(_ next: () throws -> Note?) throws -> [Int64] {
        try addNew(next, isDryRun: false, willAdd: {}, isCancelled: { false })
    }
}
