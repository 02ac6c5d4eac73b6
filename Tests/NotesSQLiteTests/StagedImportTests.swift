import GRDB
import Notes
import StoreContract
import TestSupport
import Testing

@testable import NotesSQLite

/// An import adds its notes in steps. Other programs write between two steps, and some of them stop the import there.
@Suite struct StagedImportTests {
    let test: TestStore
    let other: DatabaseQueue
    var archive: SQLiteNoteArchive { SQLiteNoteArchive(path: test.path) }

    init() throws {
        test = try TestStore()
        other = try test.otherProgram()
    }

    /// Notes with ids from 11 on, and a past version of each. The texts of the past versions need several steps. They are not
    /// indexed, which would take long.
    func revisions() -> [NoteRevision] {
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
    func add(_ revisions: [NoteRevision], willStep: @escaping (Int) -> Void = { _ in }) throws -> [Int] {
        var lines = zip(revisions, 1...).makeIterator()
        let (notes, past) = try archive.add(
            { lines.next().map { ($0, $1) } }, willAdd: {},
            isCancelled: {
                willStep((try? published()) ?? -1)
                return false
            })
        return [notes.added, notes.unchanged, past.added, past.unchanged]
    }

    func published() throws -> Int {
        try count("note WHERE title GLOB 'imported*'")
    }

    func count(_ rows: String) throws -> Int {
        try other.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(rows)") } ?? 0
    }

    /// Checks that each imported note is in the database, and that nothing is left of the import.
    func checkImported(_ revisions: [NoteRevision]) throws {
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

    /// Leaves an import that is complete, with one note in its place.
    func interrupt(_ revisions: [NoteRevision]) throws {
        let copy = test.directory.file("copy.db")
        let copied = Once()
        try add(revisions) { number in
            guard number > 0, copied.isFirst, let queue = try? DatabaseQueue(path: copy) else { return }
            try? other.backup(to: queue)
        }
        try DatabaseQueue(path: copy).backup(to: other)
        #expect(try published() < revisions.count / 2)
    }

    func note(_ title: String) -> () -> Note? {
        var note: Note? = Note(id: 1, title: title, content: "c", isPinned: false, createdAt: nil, updatedAt: nil)
        return {
            defer { note = nil }
            return note
        }
    }
}

/// Tells the first call from the others.
final class Once {
    private var wasCalled = false

    var isFirst: Bool {
        defer { wasCalled = true }
        return !wasCalled
    }
}

extension SQLiteNoteArchive {
    @discardableResult
    func addNew(_ next: () throws -> Note?) throws -> [Int64] {
        try addNew(next, isDryRun: false, willAdd: {}, isCancelled: { false })
    }
}
