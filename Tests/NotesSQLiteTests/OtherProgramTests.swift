import GRDB
import Notes
import NotesSQLite
import StoreContract
import Testing

/// The history records what other programs do with `note`.
///
/// Each test runs with NULL in each column, and with and without `PRAGMA recursive_triggers`.
@Suite struct OtherProgramTests {
    /// The columns that can hold NULL. No column is NULL if the name is empty.
    static let columns = ["", "title", "content", "is_pinned", "created_at", "updated_at"]

    private let test: TestStore

    init() throws {
        // The table of the Flask app allows no NULL in title and content.
        test = try TestStore {
            try $0.execute(
                sql: "CREATE TABLE note (id INTEGER PRIMARY KEY, title, content, is_pinned, created_at, updated_at)")
        }
    }

    /// Returns the other program, which has inserted the notes 1 and 2. In both, the column `null` is NULL.
    private func prepare(_ null: String, _ isRecursive: Bool) throws -> OtherProgram {
        let other = try OtherProgram(test, isRecursive: isRecursive)
        let values = ["title": "'old'", "content": "'text' || id", "is_pinned": "1"]
        let row = Self.columns.dropFirst().map { column in
            column == null ? "NULL" : values[column] ?? "'2026-01-31 10:00:00.000000'"
        }
        try other.run("INSERT INTO note SELECT id, \(row.joined(separator: ", ")) FROM (SELECT 1 AS id UNION SELECT 2)")
        #expect(try other.notes.count == 2)
        return other
    }

    /// Checks the total, and the version of each note that is not as it was before.
    private func check(_ other: OtherProgram, changedFrom before: [Note]) throws {
        let ids = try other.database.read { try Int64.fetchAll($0, sql: "SELECT id FROM note") }
        #expect(try test.store.page(NoteQuery()).total == ids.count)
        for id in ids {
            let note = try test.store.note(id)
            guard let old = before.first(where: { $0.id == id }), old != note else { continue }
            #expect(try #require(note.updatedAt) > old.updatedAt ?? Timestamp(microseconds: 0))
            #expect(try test.store.revision(old.version, of: id).note == old)
        }
    }

    @Test(arguments: columns, [false, true]) func insertOrReplaceRecordsTheReplacedNote(
        _ null: String, _ isRecursive: Bool
    ) throws {
        let other = try prepare(null, isRecursive)
        let (rows, notes) = (try other.notes, try [1, 2].map { try test.store.note($0) })
        try other.run(
            "INSERT OR REPLACE INTO note (id, title, content) VALUES (1, 'new', 'other'), (3, 'third', 'other')")
        #expect(try other.past(isDeletion: false) == [rows[0]])
        #expect(try other.past(isDeletion: true).isEmpty)
        #expect(try test.store.history(of: 1, offset: 0, size: 10).revisions.map(\.note.title).first == "new")
        try check(other, changedFrom: notes)
    }

    @Test(arguments: columns, [false, true]) func insertOrReplaceOfTheSameValuesRecordsNothing(
        _ null: String, _ isRecursive: Bool
    ) throws {
        let other = try prepare(null, isRecursive)
        let rows = try other.notes
        try other.run("REPLACE INTO note SELECT * FROM note WHERE id = 1")
        #expect(try other.notes == rows)
        // With recursive triggers, SQLite deletes the row first. The history then has one row too many.
        #expect(try other.past(isDeletion: false) == (isRecursive ? [rows[0]] : []))
        #expect(try other.past(isDeletion: true).isEmpty)
        #expect(try test.store.page(NoteQuery()).total == 2)
    }

    @Test(arguments: columns, [false, true]) func insertOrIgnoreRecordsNothing(_ null: String, _ isRecursive: Bool)
        throws
    {
        let other = try prepare(null, isRecursive)
        let rows = try other.notes
        try other.run("INSERT OR IGNORE INTO note (id, title, content) VALUES (1, 'new', 'other')")
        #expect(try other.notes == rows)
        #expect(try other.integer("SELECT count(*) FROM note_past") == 0)
        // The ignored row leaves no trace in later statements.
        try other.run("INSERT INTO note (title, content) VALUES ('third', 'other'); DELETE FROM note WHERE id = 1")
        #expect(try other.past(isDeletion: false).isEmpty)
        #expect(try other.past(isDeletion: true) == [rows[0]])
        #expect(try test.store.page(NoteQuery()).total == 2)
    }

    @Test(arguments: columns, [false, true]) func anUpsertRecordsOneVersion(_ null: String, _ isRecursive: Bool) throws
    {
        let other = try prepare(null, isRecursive)
        let (rows, notes) = (try other.notes, try [1, 2].map { try test.store.note($0) })
        try other.run(
            """
            INSERT INTO note (id, title, content) VALUES (1, 'new', 'other')
            ON CONFLICT (id) DO UPDATE SET content = excluded.content
            """)
        #expect(try other.past(isDeletion: false) == [rows[0]])
        #expect(try other.past(isDeletion: true).isEmpty)
        try check(other, changedFrom: notes)
    }

    @Test(arguments: columns, [false, true]) func aNoteWithAnotherIDIsRecordedAsADeletion(
        _ null: String, _ isRecursive: Bool
    ) throws {
        let other = try prepare(null, isRecursive)
        let (rows, note) = (try other.notes, try test.store.note(1))
        try other.run("UPDATE note SET id = 9 WHERE id = 1")
        #expect(try other.past(isDeletion: true) == [rows[0]])
        #expect(try other.past(isDeletion: false).isEmpty)
        #expect(try test.store.trash(NoteQuery()).revisions.map(\.note) == [note])
        #expect(try test.store.note(9).content == note.content)
        #expect(try test.store.note(9).version != note.version)
        #expect(try test.store.page(NoteQuery()).total == 2)
        #expect(try test.store.restore(1).content == note.content)
    }

    @Test(arguments: columns, [false, true]) func aNoteThatAnotherOneDestroysCanBeFound(
        _ null: String, _ isRecursive: Bool
    ) throws {
        let other = try prepare(null, isRecursive)
        let (rows, notes) = (try other.notes, try [1, 2].map { try test.store.note($0) })
        try other.run("UPDATE OR REPLACE note SET id = 2 WHERE id = 1")
        #expect(try other.past(isDeletion: false) == [rows[1]])
        #expect(try other.past(isDeletion: true) == [rows[0]])
        #expect(try test.store.history(of: 2, offset: 0, size: 10).total == 2)
        #expect(try test.store.restore(2, to: notes[1].version).content == notes[1].content)
        #expect(try test.store.restore(1).content == notes[0].content)
        try check(other, changedFrom: notes)
    }

    @Test(arguments: columns, [false, true]) func updateAndDeleteAreRecorded(_ null: String, _ isRecursive: Bool) throws
    {
        let other = try prepare(null, isRecursive)
        let (rows, notes) = (try other.notes, try [1, 2].map { try test.store.note($0) })
        try other.run("UPDATE note SET is_pinned = 0 WHERE id = 1; DELETE FROM note WHERE id = 2")
        #expect(try other.past(isDeletion: false) == [rows[0]])
        #expect(try other.past(isDeletion: true) == [rows[1]])
        try check(other, changedFrom: notes)
        #expect(try test.store.restore(2).title == notes[1].title)
    }

    /// In a trigger, -1 also stands for an id that SQLite will choose.
    @Test(arguments: [false, true]) func theReplacedNoteMinusOneIsRecorded(_ isRecursive: Bool) throws {
        let other = try prepare("", isRecursive)
        try other.run(
            """
            INSERT INTO note (id, title, content) VALUES (-1, 'minus one', 'c');
            INSERT INTO note (title, content) VALUES ('third', 'c');
            REPLACE INTO note (id, title, content) VALUES (-1, 'new', 'c');
            REPLACE INTO note (title, content) VALUES ('fourth', 'c');
            """)
        #expect(try test.store.page(NoteQuery()).total == 5)
        #expect(try other.past(isDeletion: false) == ["-1, minus one, c, NULL, NULL, NULL"])
        #expect(try other.past(isDeletion: true).isEmpty)
    }

    @Test func aPurgedTextIsInNoTable() throws {
        let other = try OtherProgram(test)
        let note = try test.store.create("secret", "secret")
        try test.waitUntilIndexed()
        try other.run("INSERT OR IGNORE INTO note (id, title, content) VALUES (\(note.id), 'new', 'other')")
        try test.store.delete(note.id)
        try test.store.purge(note.id, nil)
        try test.waitUntilIndexed()
        for table in ["note", "note_past", "note_replaced", "note_stale"] {
            #expect(try other.integer("SELECT count(*) FROM \(table)") == 0, "\(table)")
        }
    }
}
