import Foundation
import GRDB
import Notes
import NotesSQLite
import StoreContract
import TestSupport
import Testing

/// Opening databases that are new, old, of another program, or broken.
@Suite struct SchemaTests {
    @Test func aDatabaseIsOpenedAgain() throws {
        let test = try TestStore()
        let note = try test.store.create("kept", "content")
        #expect(try SQLiteNoteStore(path: test.path).note(note.id) == note)
    }

    @Test func theJournalIsInWALMode() throws {
        let test = try TestStore()
        #expect(try test.otherProgram().read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
    }

    @Test func manyProcessesCanCreateADatabaseAtOnce() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("notes.db")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<6 {
                group.addTask { try SQLiteNoteStore(path: path).create("by \(number)") }
            }
            try await group.waitForAll()
        }
        #expect(try SQLiteNoteStore(path: path).page(NoteQuery()).total == 6)
    }

    /// In a trigger, -1 is the id of a note whose id SQLite will choose. Another program may have created a note with that id.
    @Test func anIdOfMinusOneIsCountedOnce() throws {
        let test = try TestStore()
        try test.otherProgram().write {
            try $0.execute(sql: "INSERT INTO note (id, title, content) VALUES (-1, 'other', 'program')")
        }
        for number in 1...3 { try test.store.create("note \(number)") }
        #expect(try test.store.page(NoteQuery()).total == 4)
        try test.otherProgram().write {
            try $0.execute(sql: "REPLACE INTO note (id, title, content) VALUES (2, 'new', 'text')")
        }
        #expect(try test.store.page(NoteQuery()).total == 4)
        #expect(try test.store.search("new") == ["new"])
    }

    /// The first version did not count some notes.
    @Test func theFirstVersionIsMigrated() throws {
        let test = try TestStore { db in
            try db.execute(sql: OldSchema.sql(version: 1))
            try db.execute(
                sql: """
                    INSERT INTO note (title, content) VALUES ('one', 'content');
                    INSERT INTO note (id, title, content) VALUES (-1, 'other', 'program');
                    INSERT INTO note (title, content) VALUES ('not', 'counted');
                    UPDATE note_total SET replaces = 0
                    """)
            #expect(try Int.fetchOne(db, sql: "SELECT total FROM note_total") == 2)
        }
        #expect(try test.store.page(NoteQuery()).total == 3)
        try test.store.create("counted")
        #expect(try test.store.page(NoteQuery()).total == 4)
        #expect(SQLiteNoteArchive(path: test.path).finding("schema")?.level == .ok)
    }

    /// Rebuilding the search index of many notes takes minutes.
    @Test func anIndexOfAnotherProgramCausesNoRepair() throws {
        let test = try TestStore()
        try test.store.create("note")
        try test.waitUntilIndexed()
        test.store.close()
        let other = try test.otherProgram()
        try other.write { try $0.execute(sql: "CREATE INDEX note_by_title ON note (title)") }
        #expect(SQLiteNoteArchive(path: test.path).finding("schema")?.level == .ok)
        let migration = try SQLiteNoteArchive(path: test.path).migrate()
        #expect(migration == Migration(previous: migration.current, current: migration.current, repaired: []))
        #expect(try other.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM note_stale") } == 0)
    }

    @Test(arguments: [
        "TABLE note_total", "TABLE note_stale", "TABLE note_text", "TABLE note_mention", "TABLE note_term",
        "TRIGGER note_after_update",
    ])
    func aMissingObjectIsRebuilt(_ object: String) throws {
        let test = try TestStore()
        try test.store.create("note")
        test.store.close()
        try test.otherProgram().write { try $0.execute(sql: "DROP \(object)") }
        #expect(SQLiteNoteArchive(path: test.path).finding("schema")?.level == .warning)
        let store = try SQLiteNoteStore(path: test.path)
        try store.create("another note")
        #expect(try store.page(NoteQuery()).total == 2)
        #expect(try store.search("note").count == 2)
    }

    @Test func aNewerSchemaIsRefused() throws {
        let test = try TestStore()
        try test.otherProgram().write {
            try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 from the future')")
        }
        let error = #expect(throws: UserError.self) { try SQLiteNoteStore(path: test.path) }
        #expect(error?.description.contains("newer version") == true)
    }

    @Test func aTableOfAnotherProgramIsRefused() throws {
        let error = #expect(throws: UserError.self) {
            try TestStore { try $0.execute(sql: "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)") }
        }
        #expect(error?.description.contains("no column title") == true)
    }

    @Test func aFileThatIsNotADatabaseIsRefusedAndStaysAsItIs() throws {
        let directory = try TemporaryDirectory()
        let text = Data(String(repeating: "this is my shopping list\n", count: 100).utf8)
        try text.write(to: URL(fileURLWithPath: directory.file("notes.db")))
        let error = #expect(throws: UserError.self) {
            try SQLiteNoteStore(path: directory.file("notes.db"))
        }
        #expect(error?.description.contains("not a database") == true)
        #expect(FileManager.default.contents(atPath: directory.file("notes.db")) == text)
    }

    @Test func aMissingFolderIsNamedInTheError() throws {
        let directory = try TemporaryDirectory()
        let error = #expect(throws: UserError.self) {
            try SQLiteNoteStore(path: directory.file("missing/notes.db"))
        }
        #expect(error?.description.contains(directory.file("missing")) == true)
        #expect(error?.description.contains("No such file or directory") == true)
    }

    @Test func everyOrderOfPagesHasAnIndex() throws {
        let test = try TestStore()
        let plans = try test.otherProgram().read { db in
            try [
                "SELECT * FROM note ORDER BY created_at DESC, id DESC LIMIT 10",
                "SELECT * FROM note ORDER BY created_at, id LIMIT 10",
                "SELECT * FROM note ORDER BY is_pinned IS TRUE DESC, created_at DESC, id DESC LIMIT 10",
                "SELECT * FROM note ORDER BY is_pinned IS TRUE, created_at, id LIMIT 10",
                "SELECT * FROM note ORDER BY updated_at DESC, id DESC LIMIT 10",
                "SELECT * FROM note ORDER BY updated_at, id LIMIT 10",
                "SELECT * FROM note ORDER BY title COLLATE NOCASE, id LIMIT 10",
                "SELECT * FROM note ORDER BY title COLLATE NOCASE DESC, id DESC LIMIT 10",
            ].flatMap { try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \($0)").map { $0["detail"] as String } }
        }
        #expect(plans.count == 8)
        #expect(plans.allSatisfy { $0.hasPrefix("SCAN note USING INDEX note_by_") })
    }

    @Test func afterClosingOneFileHoldsEverything() throws {
        let test = try TestStore()
        for number in 1...20 { try test.store.create("note \(number)") }
        #expect(try test.store.search("note").count == 20)
        _ = try test.store.version(since: .now)
        test.store.close()
        #expect(!FileManager.default.fileExists(atPath: test.path + "-wal"))
        let copy = test.directory.file("copy.db")
        try FileManager.default.copyItem(atPath: test.path, toPath: copy)
        #expect(try SQLiteNoteStore(path: copy).page(NoteQuery()).total == 20)
        #expect(throws: (any Error).self) { try test.store.create("too late") }
        #expect(throws: (any Error).self) { try test.store.version(since: .now) }
    }

    @Test func closingDoesNotWaitForTheLockOfAnotherProgram() throws {
        let test = try TestStore()
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: test.path, configuration: configuration)
        try test.store.create("to be indexed")
        try other.inDatabase { try $0.beginTransaction(.immediate) }
        let start = ContinuousClock.now
        test.store.close()
        #expect(ContinuousClock.now - start < .seconds(2))
        try other.inDatabase { try $0.rollback() }
    }
}
