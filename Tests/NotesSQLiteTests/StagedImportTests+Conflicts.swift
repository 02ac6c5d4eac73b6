import GRDB
import Notes
import StoreContract
import TestSupport
import Testing

@testable import NotesSQLite

/// What others did before or during the import does not fit it.
extension StagedImportTests {
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
}
