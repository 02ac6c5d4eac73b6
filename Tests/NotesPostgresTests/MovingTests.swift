#if PostgreSQL
import Foundation
import Notes
import NotesPostgres
import NotesSQLite
import StoreContract
import TestSupport
import Testing

/// Notes, history and trash move between the two kinds of database without a change.
@Suite struct MovingTests {
    private static let isLong = ProcessInfo.processInfo.environment["NOTES_LONG_TESTS"] == "1"

    private let folder: TemporaryDirectory
    private let server: PostgresServer
    private let postgres: PostgresNoteArchive

    init() throws {
        folder = try TemporaryDirectory()
        server = try PostgresServer.shared()
        postgres = PostgresNoteArchive(try ServerAddress(url: server.url(try server.createDatabase())))
    }

    private func sqlite(_ name: String) -> SQLiteNoteArchive { SQLiteNoteArchive(path: folder.file(name)) }

    private func export(_ archive: any NoteArchive) throws -> [NoteRevision] {
        var revisions: [NoteRevision] = []
        try archive.forEachNote(hasPast: true) { revisions.append($0) }
        return revisions
    }

    @discardableResult
    private func add(_ revisions: [NoteRevision], to archive: any NoteArchive) throws -> [Int] {
        var lines = zip(revisions, 1...).makeIterator()
        let (notes, past) = try archive.add({ lines.next() }, willAdd: {}, isCancelled: { false })
        return [notes.added, notes.unchanged, past.added, past.unchanged]
    }

    /// Long titles, large ids, times that are missing, texts in many scripts, and several past versions.
    private func makeRevisions(_ count: Int) -> [NoteRevision] {
        var notes: [NoteRevision] = []
        var past: [NoteRevision] = []
        for number in 1...count {
            let id = number % 10 == 0 ? Int64.max - Int64(number) : Int64(number)
            func time(_ shift: Int64) -> Timestamp {
                Timestamp(microseconds: 1_700_000_000_000_000 + Int64(number) * 1_000_003 + shift)
            }
            func note(_ version: Int64) -> Note {
                Note(
                    id: id, title: number % 100 == 0 ? String(repeating: "é\u{301} ", count: 3000) : "Title \(number)",
                    content: "\u{1F642} \(version) größe e\u{301}\r\n\\x %_' \" \t\u{85}#tag",
                    isPinned: number % 3 == 0,
                    createdAt: number % 7 == 0 ? nil : time(0),
                    updatedAt: version == 0 && number % 11 == 0 ? nil : time(version))
            }
            let count = Int64(number % 4)
            for version in 0..<count {
                past.append(
                    NoteRevision(
                        note: note(version), endedAt: time(version + 1), user: version == 0 ? nil : "anna \(version)"))
            }
            if number % 5 == 0 {
                past.append(
                    NoteRevision(note: note(count), endedAt: time(count + 9), isDeletion: true, deletedBy: "ben"))
            } else {
                notes.append(NoteRevision(note: note(count), user: number % 2 == 0 ? "carl" : nil))
            }
        }
        return notes.sorted { $0.note.id < $1.note.id } + past
    }

    private func isSame(_ a: [NoteRevision], _ b: [NoteRevision]) -> Bool {
        func sorted(_ revisions: [NoteRevision]) -> [NoteRevision] {
            revisions.sorted {
                let (a, b) = ($0.endedAt?.microseconds ?? 0, $1.endedAt?.microseconds ?? 0)
                return ($0.note.id, a) < ($1.note.id, b)
            }
        }
        return a.count == b.count
            && zip(sorted(a), sorted(b)).allSatisfy { $0.isSameChange(as: $1) && $0.restoredAt == $1.restoredAt }
    }

    @Test func everythingMovesThereAndBackUnchanged() throws {
        let original = sqlite("original.db")
        let count = Self.isLong ? 100_000 : 10_000
        try add(makeRevisions(count), to: original)
        let exported = try export(original)
        #expect(exported.count > count)
        #expect(try add(exported, to: postgres)[0] == exported.filter { $0.endedAt == nil }.count)
        let there = try export(postgres)
        #expect(isSame(there, exported))
        let back = sqlite("back.db")
        try add(there, to: back)
        #expect(isSame(try export(back), exported))
        // A second import finds everything in its place.
        let again = try add(exported, to: postgres)
        #expect(again[0] == 0 && again[2] == 0 && again[1] + again[3] == exported.count)
    }

    @Test func notesWithANULAreNamedAndNothingMoves() throws {
        func note(_ id: Int64, _ content: String) -> NoteRevision {
            NoteRevision(
                note: Note(id: id, title: "t", content: content, isPinned: false, createdAt: nil, updatedAt: nil))
        }
        let error = #expect(throws: UserError.self) {
            try add([note(1, "a"), note(2, "a\0b"), note(3, "b"), note(7, "\0")], to: postgres)
        }
        #expect(error?.description.contains("note 2 (line 2), note 7 (line 4)") == true)
        #expect(try export(postgres).isEmpty)
    }

    @Test func anExistingNoteThatDiffersEndsTheImport() throws {
        func note(_ id: Int64, _ title: String) -> NoteRevision {
            NoteRevision(
                note: Note(id: id, title: title, content: "c", isPinned: false, createdAt: nil, updatedAt: nil))
        }
        #expect(try add([note(1, "é"), note(2, "x"), note(2, "x")], to: postgres) == [2, 0, 0, 0])
        let error = #expect(throws: UserError.self) { try add([note(3, "y"), note(1, "e\u{301}")], to: postgres) }
        #expect(error?.description.contains("line 2: there is a note 1 already") == true)
        let repeated = #expect(throws: UserError.self) { try add([note(4, "y"), note(4, "z")], to: postgres) }
        #expect(repeated?.description.contains("line 2: note 4 is on line 1") == true)
        #expect(try export(postgres).count == 2)
    }

    @Test func aCancelledImportAddsNothing() throws {
        let revisions = makeRevisions(500)
        var lines = zip(revisions, 1...).makeIterator()
        #expect(throws: CancellationError.self) {
            try postgres.add({ lines.next() }, willAdd: {}, isCancelled: { true })
        }
        #expect(try export(postgres).isEmpty)
    }

    /// The import asks every few milliseconds whether it is cancelled. The store writes then.
    @Test func aStoreWritesDuringAnImport() throws {
        let test = try TestStore()
        try test.store.create("there")
        let archive = try PostgresNoteArchive(test.address)
        let revisions = makeRevisions(4000).filter { (1000...4000).contains($0.note.id) }
        var lines = zip(revisions, 1...).makeIterator()
        var ids: [Int64] = []
        let notes = try archive.add(
            { lines.next() }, willAdd: {},
            isCancelled: {
                #expect(throws: Never.self) {
                    ids.append(try test.store.create("meanwhile").id)
                    try test.store.update(1, title: "edited \(ids.count)")
                }
                return false
            }
        ).notes
        #expect(ids.count > 2)
        #expect(try test.store.note(1).title == "edited \(ids.count)")
        #expect(try test.store.page(NoteQuery(size: 1)).total == 1 + ids.count + notes.added)
        test.store.close()
    }

    /// The id of a note in the trash is not given to a new note.
    @Test func aNewNoteGetsNoIDOfAnImportedPast() throws {
        let test = try TestStore()
        let note = Note(id: 50, title: "t", content: "c", isPinned: false, createdAt: nil, updatedAt: .now())
        try add(
            [NoteRevision(note: note, endedAt: .now(), isDeletion: true)], to: try PostgresNoteArchive(test.address))
        #expect(try test.store.create("new").id == 51)
        test.store.close()
    }

    @Test func aFolderIsImportedOnce() throws {
        func note(_ id: Int64, _ title: String, _ content: String) -> Note {
            Note(
                id: id, title: title, content: content, isPinned: false,
                createdAt: Timestamp(microseconds: 100 - id), updatedAt: nil)
        }
        let notes = [
            note(1, "a", "x"), note(2, "b", "y"), note(3, "a", "x"), note(4, String(repeating: "z", count: 9000), ""),
        ]
        func addNew(isDryRun: Bool) throws -> [Int64] {
            var next = notes.makeIterator()
            return try postgres.addNew({ next.next() }, isDryRun: isDryRun, willAdd: {}, isCancelled: { false })
        }
        #expect(try addNew(isDryRun: true) == [4, 3, 2, 1])
        #expect(try addNew(isDryRun: false) == [4, 3, 2, 1])
        #expect(try addNew(isDryRun: true).isEmpty)
        #expect(try addNew(isDryRun: false).isEmpty)
        #expect(try export(postgres).map(\.note.title.first) == ["z", "a", "b", "a"])
    }
}
#endif
