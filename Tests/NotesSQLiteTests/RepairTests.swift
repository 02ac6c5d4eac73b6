import GRDB
import Notes
import StoreContract
import Testing

@testable import NotesSQLite

/// Derived objects that are missing are rebuilt. Owned data stays as it is.
@Suite struct RepairTests {
    private static func drop(_ name: String, _ test: TestStore) throws {
        let object = try #require(Schema.derived.first { $0.name == name })
        try test.otherProgram().write { try $0.execute(sql: "DROP \(object.type) \(name)") }
    }

    @Test(arguments: Schema.derived.map(\.name)) func ownedRowsSurviveTheRepair(of name: String) throws {
        let test = try TestStore()
        let note = try test.store.update(test.store.create("kept", "an older version").id, content: "content")
        test.store.close()
        try Self.drop(name, test)

        let store = try SQLiteNoteStore(path: test.path)
        #expect(try store.note(note.id) == note)
        #expect(try store.page(NoteQuery()).total == 1)
        #expect(try store.search("content") == ["kept"])
        let past = try test.otherProgram().read { try String.fetchAll($0, sql: "SELECT content FROM note_past") }
        #expect(past == ["an older version"])
    }

    /// Another program that creates `note` again does not know the columns that migrations have added.
    @Test func columnsOfMigrationsAreAddedToATableThatWasCreatedAgain() throws {
        let test = try TestStore()
        let note = try test.store.create("kept", "content")
        try test.otherProgram().write { db in
            for _ in 1...2 { try Schema.addMissingColumns(db, ["title", "colour"]) }
            #expect(try db.columns(in: "note").map(\.name) == Schema.columns + ["colour"])
            try db.execute(sql: "UPDATE note SET colour = 'red'")
            #expect(try String.fetchOne(db, sql: "SELECT colour FROM note") == "red")
        }
        #expect(try test.store.note(note.id) == note)
    }

    /// The Flask app can do this while the store is open, with `drop_all` and `create_all`.
    @Test func theNextWriteBringsBackTheTriggersOfATableThatWasCreatedAgain() throws {
        let test = try TestStore()
        try test.store.create("old", "old")
        try test.otherProgram().write { try $0.execute(sql: "DROP TABLE note; \(AdoptionTests.table)") }
        let note = try test.store.create("new", "first")
        try test.store.update(note.id, content: "second")
        #expect(try test.store.revision(note.version, of: note.id).note.content == "first")
        try test.store.delete(note.id)
        #expect(try test.store.trash(NoteQuery()).revisions.map(\.note.content) == ["second"])
        #expect(try test.store.restore(note.id).content == "second")
        #expect(try test.store.page(NoteQuery()).total == 1)
        try test.waitUntilIndexed()
        #expect(try test.store.search("second") == ["new"])
    }

    /// SQLite leaves the triggers with the renamed table.
    @Test(arguments: [true, false]) func theTriggersComeBackAfterARename(isOpen: Bool) throws {
        let test = try TestStore()
        try test.store.create("old", "old")
        if !isOpen { test.store.close() }
        try test.otherProgram().write {
            try $0.execute(sql: "ALTER TABLE note RENAME TO note_2025; \(AdoptionTests.table)")
        }
        let store = isOpen ? test.store : try SQLiteNoteStore(path: test.path)
        let note = try store.create("new", "first")
        try store.update(note.id, content: "second")
        try store.delete(note.id)
        #expect(try store.trash(NoteQuery()).revisions.map(\.note.content) == ["second"])
        #expect(try store.restore(note.id, to: note.version).content == "first")
        #expect(try store.page(NoteQuery()).total == 1)
    }

    @Test func theTriggersOfANewerVersionStay() throws {
        let test = try TestStore()
        let note = try test.store.create("note", "1")
        try test.otherProgram().write { db in
            try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('9 later'); DROP TRIGGER note_after_change")
        }
        try test.store.update(note.id, content: "2")
        #expect(try test.store.history(of: note.id, offset: 0, size: 9).total == 1)
    }

    @Test func withoutATableAWriteFailsUntilTheTableIsBack() throws {
        let test = try TestStore()
        try test.otherProgram().write { try $0.execute(sql: "DROP TABLE note") }
        #expect(throws: (any Error).self) { try test.store.create("lost", "content") }
        try test.otherProgram().write { try $0.execute(sql: AdoptionTests.table) }
        let note = try test.store.create("kept", "content")
        try test.store.update(note.id, title: "changed")
        #expect(
            try test.store.history(of: note.id, offset: 0, size: 9).revisions.map(\.note.title) == ["changed", "kept"])
    }

    @Test func noOwnedTableIsDerived() {
        #expect(Set(Schema.owned).isDisjoint(with: Schema.derived.map(\.name)))
        for table in Schema.owned { #expect(!Schema.rebuildDerived.contains("DROP table IF EXISTS \(table);")) }
    }

    /// Rebuilding the search index of many notes takes minutes.
    @Test func missingIndexesAreCreatedWithoutARebuild() throws {
        let test = try TestStore()
        try test.store.create("note")
        try test.waitUntilIndexed()
        test.store.close()
        for name in ["note_by_updated", "note_by_folded_title"] { try Self.drop(name, test) }
        let other = try test.otherProgram()
        try other.write { try $0.execute(sql: "CREATE TABLE noted (x); CREATE INDEX note_by_updated ON noted (x)") }
        let migration = try SQLiteNoteArchive(path: test.path).migrate()
        #expect(migration.repaired == ["note_by_updated", "note_by_folded_title"])
        #expect(try other.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM note_stale") } == 0)
        #expect(SQLiteNoteArchive(path: test.path).finding("schema")?.level == .ok)
    }

    @Test func migratingNamesWhatItRepairs() throws {
        let test = try TestStore()
        test.store.close()
        try Self.drop("note_text", test)
        let archive = SQLiteNoteArchive(path: test.path)
        #expect(archive.finding("schema")?.text.contains("note_text") == true)
        let migration = try archive.migrate()
        #expect(migration == Migration(previous: Schema.current, current: Schema.current, repaired: ["note_text"]))
        #expect(try archive.migrate().repaired.isEmpty)
    }
}
