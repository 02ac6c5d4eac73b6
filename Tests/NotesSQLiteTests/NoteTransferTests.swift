import GRDB
import Notes
import NotesSQLite
import StoreContract
import TestSupport
import Testing

/// Exporting notes from one database, and importing them into another.
@Suite struct NoteTransferTests {
    private struct Cancelled: Error {}

    private let test: TestStore
    private var archive: SQLiteNoteArchive { SQLiteNoteArchive(path: test.path) }

    init() throws {
        test = try TestStore()
    }

    private func notes(_ archive: SQLiteNoteArchive) throws -> [Note] {
        var notes: [Note] = []
        try archive.forEachNote(hasPast: false) { notes.append($0.note) }
        return notes
    }

    /// - Returns: the number of added notes, and the number of unchanged notes.
    @discardableResult
    private func add(
        _ notes: [Note], to archive: SQLiteNoteArchive, isCancelled: @escaping () -> Bool = { false }
    ) throws -> [Int] {
        var lines = zip(notes, 1...).makeIterator()
        let imported = try archive.add(
            { lines.next().map { (NoteRevision(note: $0), $1) } }, willAdd: {}, isCancelled: isCancelled)
        return [imported.notes.added, imported.notes.unchanged]
    }

    private func note(_ id: Int64, _ title: String = "title", at time: String? = nil) -> Note {
        Note(
            id: id, title: title, content: "content", isPinned: id % 2 == 0, createdAt: time.flatMap(Timestamp.init),
            updatedAt: nil)
    }

    private func message(_ work: () throws -> Void) -> String {
        let error = #expect(throws: (any Error).self) { try work() }
        return error.map { "\($0)" } ?? ""
    }

    @Test func exportedNotesAreImportedUnchanged() throws {
        let directory = try TemporaryDirectory()
        let other = SQLiteNoteArchive(path: directory.file("notes.db"))
        let texts = ["a\0b", "é", "e\u{301}", "größe 😀", " white ", "", String(repeating: "x", count: 5000)]
        let originals = texts.enumerated().map { index, text in
            Note(
                id: Int64(index * 3 + 1), title: text, content: text, isPinned: index % 2 == 0,
                createdAt: index == 2 ? nil : Timestamp("2026-01-31 09:05:00.00012\(index)"),
                updatedAt: index == 3 ? nil : Timestamp("0000-01-01 00:00:00"))
        }
        #expect(try add(originals, to: other) == [originals.count, 0])
        let copies = try notes(other)
        #expect(copies.count == originals.count)
        #expect(zip(copies, originals).allSatisfy { $0.isIdentical(to: $1) })
        let store = try SQLiteNoteStore(path: directory.file("notes.db"))
        #expect(try store.page(NoteQuery()).total == originals.count)
        #expect(try store.search("GRÖ") == ["größe 😀"])
        #expect(try store.create("next").id == 20)
    }

    @Test func notesOfAnotherProgramAreExported() throws {
        let adopted = try TestStore { db in
            try db.execute(
                sql: """
                    CREATE TABLE note (
                        id INTEGER NOT NULL, title VARCHAR(200) NOT NULL, content TEXT NOT NULL, is_pinned BOOLEAN,
                        created_at DATETIME, updated_at DATETIME, PRIMARY KEY (id));
                    INSERT INTO note (id, title, content, is_pinned, created_at, updated_at)
                        VALUES (7, '', 'bare', NULL, NULL, NULL);
                    INSERT INTO note (id, title, content, is_pinned, created_at, updated_at)
                        VALUES (-1, 'short time', 'c', 1, '2024-05-01 10:00:00', '2024-05-01T10:00:00.5Z');
                    """)
        }
        let exported = try notes(SQLiteNoteArchive(path: adopted.path))
        #expect(exported.map(\.id) == [-1, 7])
        #expect(exported.map(\.isPinned) == [true, false])
        #expect(exported[0].updatedAt?.rfc3339 == "2024-05-01T10:00:00.500000Z")
        #expect(exported[1].createdAt == nil && exported[1].title.isEmpty)
        #expect(try add(exported, to: archive) == [2, 0])
        #expect(try add(exported, to: SQLiteNoteArchive(path: adopted.path)) == [0, 2])
    }

    @Test(arguments: [
        "title = x'ff41'", "title = x'41'", "content = CAST(x'ff' AS TEXT)", "created_at = 'yesterday'",
        "updated_at = 1714557600",
        "created_at = '2024-02-30 10:00:00'", "created_at = ''",
    ])
    func aNoteThatCannotBeExportedExactlyIsNamedInTheError(_ assignment: String) throws {
        for title in ["one", "two", "three"] { try test.store.create(title) }
        // The trigger would correct `updated_at`. A note from before the trigger may have any value.
        try test.otherProgram().write {
            try $0.execute(sql: "DROP TRIGGER note_version; UPDATE note SET \(assignment) WHERE id = 2")
        }
        let text = message { _ = try notes(archive) }
        #expect(text.contains("note 2"))
        #expect(text.contains(assignment.prefix { $0 != " " }))
    }

    @Test func anExportHasTheNotesOfOneMoment() throws {
        for number in 1...10 { try test.store.create("note \(number)") }
        var count = 0
        try archive.forEachNote(hasPast: false) { revision in
            let note = revision.note
            count += 1
            try test.store.create("meanwhile")
            try test.store.update(note.id, title: "changed")
            #expect(note.title == "note \(note.id)")
        }
        #expect(count == 10)
    }

    @Test func anIdenticalNoteIsLeftAlone() throws {
        let there = try test.store.create("there")
        #expect(try add([there, note(5), note(5)], to: archive) == [1, 1])
        #expect(try test.store.titles().count == 2)
    }

    @Test func anExistingNoteThatDiffersEndsTheImport() throws {
        try test.store.create("é")
        var other = try test.store.note(1)
        other.title = "e\u{301}"
        let text = message { try add([note(7), note(8), other], to: archive) }
        #expect(text.contains("line 3") && text.contains("note 1 ") && text.contains("nothing was imported"))
        #expect(message { try add([note(7, "a"), note(7, "b")], to: archive) }.contains("line 2: note 7"))
        #expect(try test.store.titles() == ["é"])
    }

    @Test func aCancelledImportAddsNothing() throws {
        let many = (1...20_000).map { note($0) }
        #expect(throws: CancellationError.self) { try add(many, to: archive) { true } }
        var left = 10
        #expect(throws: Cancelled.self) {
            try archive.add(
                {
                    left -= 1
                    if left == 0 { throw Cancelled() }
                    return (NoteRevision(note: note(Int64(left))), left)
                }, willAdd: {}, isCancelled: { false })
        }
        #expect(try test.store.page(NoteQuery()).total == 0)
        try test.store.create("goes on")
    }

    /// Lines may arrive slowly through a pipe.
    @Test func otherWritersDoNotWaitWhileNotesArrive() throws {
        var arriving: [Note] = (1...5).map { note($0 + 100) }
        let store = test.store
        let imported = try archive.add(
            {
                try store.create("meanwhile")
                return arriving.popLast().map { (NoteRevision(note: $0), 1) }
            }, willAdd: {}, isCancelled: { false })
        #expect(imported.notes.added == 5)
        #expect(try store.page(NoteQuery()).total == 11)
    }
}
