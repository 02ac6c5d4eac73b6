import Foundation
import GRDB
import Notes
import StoreContract
import TestSupport
import Testing

@testable import NotesSQLite

/// Databases from before the history get a history. Their notes and their search index stay as they are, but each time that
/// is a version gets the form of a version.
@Suite struct HistoryMigrationTests {
    private static let rows = """
        INSERT INTO note VALUES (1, 'first', 'apple text', 0, '2024-05-01 10:00:00.000001', '2024-05-02 10:00:00.000000');
        INSERT INTO note VALUES (2, 'second', 'berry text', 1, '2026-05-01T00:00:00', '2026-05-01T00:00:00');
        INSERT INTO note VALUES (3, 'third', 'cherry text', NULL, NULL, NULL);
        INSERT INTO note VALUES (-4, 'minus', 'damson text', 7, '', 5);
        INSERT INTO note VALUES (8, 'eighth', 'elder text', 0, x'00', '9999-12-31 23:59:59.999999');
        INSERT INTO note VALUES (9, 'ninth', 'fig text', 0, NULL, NULL);

        """
    /// Indexes the notes up to the id 8. Then changes a note, and deletes the note with the highest id.
    private static let laterChanges = """
        INSERT INTO note_search (rowid, title, content) SELECT id, title, content FROM note WHERE id <= 8;
        DELETE FROM note_stale WHERE id <= 8;
        UPDATE note SET content = 'banana text' WHERE id = 2;
        DELETE FROM note WHERE id = 9;
        """

    private let directory: TemporaryDirectory
    private let archive: SQLiteNoteArchive
    private let database: DatabaseQueue

    init() throws {
        directory = try TemporaryDirectory()
        archive = SQLiteNoteArchive(path: directory.file("notes.db"))
        database = try DatabaseQueue(path: directory.file("notes.db"))
    }

    /// The rows of a table as text, in the order of their first column.
    private func rows(_ table: String) throws -> [String] {
        try database.read { db in
            let columns = try db.columns(in: table).map { "quote(\($0.name))" }.joined(separator: " || ', ' || ")
            return try String.fetchAll(db, sql: "SELECT \(columns) FROM \(table) ORDER BY 1")
        }
    }

    private func withVersion(_ row: String) -> String {
        // The last column of a row is the time of the last change.
        row.hasSuffix("'2026-05-01T00:00:00'") ? row.dropLast(20) + "2026-05-01 00:00:00.000000'" : row
    }

    @Test(arguments: [1, 2]) func notesOfAnEarlierVersionStayAsTheyAre(version: Int) throws {
        try database.write { try $0.execute(sql: OldSchema.sql(version: version) + Self.rows + Self.laterChanges) }
        let notes = try rows("note")
        #expect(notes.count == 5)
        #expect(try archive.migrate() == Migration(previous: version, current: Schema.current, repaired: []))
        #expect(try rows("note") == notes.map(withVersion))
        #expect(try rows("note_stale").count == 5, "each note will be indexed again")
        #expect(try rows("note_past").isEmpty)
        #expect(try archive.migrate().repaired.isEmpty)
        try checkStore(lastID: 9)
    }

    @Test func notesOfTheFlaskAppStayAsTheyAre() throws {
        try database.write { try $0.execute(sql: AdoptionTests.table + Self.rows + "DELETE FROM note WHERE id = 9") }
        try database.write { try $0.execute(sql: "UPDATE note SET content = 'banana text' WHERE id = 2") }
        let notes = try rows("note")
        #expect(try archive.migrate() == Migration(previous: 0, current: Schema.current, repaired: []))
        #expect(try rows("note") == notes.map(withVersion))
        #expect(try rows("note_past").isEmpty)
        // Nothing tells that there was a note 9.
        try checkStore(lastID: 8)
    }

    @Test(arguments: [3, 4]) func ownedRowsOfAVersionWithHistoryStayAsTheyAre(version: Int) throws {
        try database.write { try $0.execute(sql: OldSchema.sql(version: 2) + Self.rows + Self.laterChanges) }
        try Schema.migrator.migrate(database, upTo: Schema.migrator.migrations[version - 1])
        try database.write {
            try $0.execute(
                sql: """
                    UPDATE note SET content = 'cherries' WHERE id = 3;
                    UPDATE note SET content = 'cherry text' WHERE id = 3;
                    DELETE FROM note WHERE id = 1;
                    INSERT INTO note SELECT note_id, title, content, is_pinned, created_at, updated_at
                        FROM note_past WHERE note_id = 1;
                    INSERT INTO note_author SELECT id, updated_at, 'anna' FROM note WHERE id = 3;
                    INSERT INTO note_key VALUES ('anna', 'k', 'h', 3, '2026-05-01 00:00:00.000000', '2026-05-01 00:00:00.000000');
                    """)
        }
        let tables = ["note", "note_past", "note_author", "note_highest_id", "note_key"]
        let before = try tables.map { try rows($0) }
        #expect(before.allSatisfy { !$0.isEmpty })
        #expect(try archive.migrate() == Migration(previous: version, current: Schema.current, repaired: []))
        #expect(try tables.map { try rows($0) } == before)
        try checkStore(lastID: 9, inTrash: [1])
    }

    /// Checks that the store finds all texts, and that its triggers fill the history.
    ///
    /// - Parameter inTrash: the ids of the notes in the trash.
    private func checkStore(lastID: Int64, inTrash: [Int64] = []) throws {
        let store = try SQLiteNoteStore(path: directory.file("notes.db"))
        let trash = try store.trash(NoteQuery()).revisions.map(\.note)
        #expect(trash.map(\.id) == inTrash)
        #expect(try store.page(NoteQuery()).total == 5)
        for text in ["apple", "banana", "cherry", "damson", "elder"] {
            #expect(try store.search("\(text) text").count == 1, "\(text)")
        }
        for text in ["berry text", "fig text"] { #expect(try store.search(text).isEmpty, "\(text)") }
        let before = try store.note(2)
        let changed = try store.update(2, title: "changed") { $0 == before.version }
        #expect(try store.revision(before.version, of: 2).note == before)
        #expect(
            try store.history(of: 2, offset: 0, size: 10).revisions.map(\.note.version) == [
                changed.version, before.version,
            ])
        for id: Int64 in [3, 8] {
            let deleted = try store.delete(id)
            #expect(try store.trash(NoteQuery()).revisions.map(\.note) == [deleted] + trash)
            #expect(try store.restore(id).title == deleted.title)
        }
        #expect(try store.create("new").id == lastID + 1)
        #expect(try store.page(NoteQuery()).total == 6)
    }

    /// Copying a million notes would take minutes. The search index is built later.
    @Test func manyNotesAreMigratedWithoutCopyingThem() throws {
        let isLong = ProcessInfo.processInfo.environment["NOTES_LONG_TESTS"] == "1"
        let count = isLong ? 1_000_000 : 20_000
        try database.write { db in
            try db.execute(sql: OldSchema.sql(version: 2))
            try db.execute(
                sql: """
                    INSERT INTO note (title, content, is_pinned, created_at, updated_at)
                        WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
                        SELECT 'note ' || n, hex(randomblob(250)), 0,
                            '2026-01-31 10:00:00.000000', '2026-01-31 10:00:00.000000' FROM number;
                    """, arguments: [count])
            try db.execute(sql: "DELETE FROM note_stale")
        }
        let size = try pageCount()
        let start = ContinuousClock.now
        #expect(try archive.migrate() == Migration(previous: 2, current: Schema.current, repaired: []))
        if isLong { print("migrating \(count) notes took \(ContinuousClock.now - start)") }
        // The indexes of the two other orders need far less than a copy.
        #expect(try pageCount() - size < size / 5)
        let store = try SQLiteNoteStore(path: directory.file("notes.db"))
        #expect(try store.page(NoteQuery(size: 1)).total == count)
        let changed = try store.update(Int64(count), title: "changed")
        #expect(try store.history(of: changed.id, offset: 0, size: 10).total == 2)
    }

    private func pageCount() throws -> Int {
        try database.read { try Int.fetchOne($0, sql: "PRAGMA page_count") } ?? 0
    }
}
