import GRDB
import Notes
import NotesSQLite
import StoreContract
import Testing

/// A `notes.db` of the Flask tutorial app is opened in place, while that app goes on writing to it.
@Suite struct AdoptionTests {
    static let table = """
        CREATE TABLE note (
            id INTEGER NOT NULL,
            title VARCHAR(200) NOT NULL,
            content TEXT NOT NULL,
            is_pinned BOOLEAN,
            created_at DATETIME,
            updated_at DATETIME,
            PRIMARY KEY (id)
        );

        """
    private static let rows = """
        INSERT INTO note (id, title, content, is_pinned, created_at, updated_at)
            VALUES (1, 'First', 'Hello Größe', 0, '2024-05-01 10:00:00.000001', '2024-05-02 10:00:00.000000');
        INSERT INTO note (id, title, content, is_pinned, created_at, updated_at)
            VALUES (2, 'Second', 'pinned', 1, '2024-05-03 10:00:00.000000', '2024-05-03 10:00:00.000000');
        INSERT INTO note (id, title, content, is_pinned, created_at, updated_at)
            VALUES (5, 'Bare', 'no times', NULL, NULL, NULL);
        """

    private let test: TestStore

    init() throws {
        test = try TestStore { try $0.execute(sql: Self.table + Self.rows) }
    }

    @Test func notesOfTheOtherAppAreRead() throws {
        let store = test.store
        let first = try store.note(1)
        #expect(first.createdAt?.rfc3339 == "2024-05-01T10:00:00.000001Z")
        #expect(first.updatedAt?.rfc3339 == "2024-05-02T10:00:00.000000Z")
        #expect(!first.isPinned)
        let bare = try store.note(5)
        #expect(!bare.isPinned && bare.createdAt == nil && bare.updatedAt == nil)
        #expect(try store.titles() == ["Second", "First", "Bare"])
        #expect(try store.titles(NoteQuery(order: .pinnedFirst)) == ["Second", "First", "Bare"])
        #expect(try store.search("GRÖSSER").isEmpty)
        #expect(try store.search("grÖße") == ["First"])
    }

    @Test func notesOfTheOtherAppAreIndexed() throws {
        try test.waitUntilIndexed()
        #expect(try test.store.search("grÖße") == ["First"])
        #expect(try test.store.search("times") == ["Bare"])
    }

    @Test func aNoteWithoutTimesCanBeChanged() throws {
        let store = test.store
        #expect(try store.update(5, isPinned: false).updatedAt == nil)
        let pinned = try store.update(5, isPinned: true)
        #expect(pinned.isPinned && pinned.createdAt == nil && pinned.updatedAt != nil)
    }

    @Test func commitsOfAnotherProgramAreSeenAtOnce() throws {
        let other = try test.otherProgram()
        for isIndexed in [false, true] {
            if isIndexed { try test.waitUntilIndexed() }
            try other.write { db in
                try db.execute(
                    sql: """
                        INSERT INTO note (title, content, is_pinned, created_at, updated_at)
                            VALUES ('Theirs', 'a new Text', 0, '2025-01-01 00:00:00.000000', '2025-01-01 00:00:00.000000');
                        UPDATE note SET content = 'Other words' WHERE id = 1;
                        DELETE FROM note WHERE id = 2;
                        """)
            }
            #expect(try test.store.titles() == ["Theirs", "First", "Bare"])
            #expect(try test.store.page(NoteQuery()).total == 3)
            #expect(try test.store.search("new text") == ["Theirs"])
            #expect(try test.store.search("größe").isEmpty)
            #expect(try test.store.search("other WORDS") == ["First"])
            #expect(try test.store.search("pinned").isEmpty)
            try other.write { try $0.execute(sql: "DELETE FROM note; \(Self.rows)") }
        }
    }

    @Test func replacedAndMovedRowsAreCountedAndFound() throws {
        try test.waitUntilIndexed()
        try test.otherProgram().write { db in
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO note (id, title, content) VALUES (1, 'Replaced', 'something else');
                    INSERT OR IGNORE INTO note (id, title, content) VALUES (2, 'Ignored', 'never seen');
                    UPDATE OR REPLACE note SET id = 9 WHERE id = 5;
                    """)
        }
        for _ in 0..<2 {
            #expect(try test.store.page(NoteQuery()).total == 3)
            #expect(try test.store.search("größe").isEmpty)
            #expect(try test.store.search("something else") == ["Replaced"])
            #expect(try test.store.search("never seen").isEmpty)
            #expect(try test.store.search("no times") == ["Bare"])
            try test.waitUntilIndexed()
        }
    }

    @Test func aTableThatWasDroppedAndCreatedIsAdoptedAgain() throws {
        try test.store.create("ours")
        test.store.close()
        try test.otherProgram().write { try $0.execute(sql: "DROP TABLE note; \(Self.table)\(Self.rows)") }
        let store = try SQLiteNoteStore(path: test.path)
        #expect(try store.page(NoteQuery()).total == 3)
        #expect(try store.search("hello") == ["First"])
        try store.create("after", "hello too")
        #expect(try store.search("hello") == ["after", "First"])
    }

    @Test func textAfterANULIsKeptAndFound() throws {
        try test.otherProgram().write { db in
            try db.execute(sql: "UPDATE note SET content = 'before' || char(0) || 'after' WHERE id = 1")
        }
        #expect(try Array(test.store.note(1).content.utf8) == Array("before\0after".utf8))
        #expect(try test.store.search("after") == ["First"])
        #expect(try test.store.update(1, isPinned: true).content.utf8.count == 12)
        try test.waitUntilIndexed()
        try test.store.update(1, content: "without")
        try test.waitUntilIndexed()
        #expect(try test.store.search("without") == ["First"])
    }

    @Test func anUpdateLeavesTheOtherColumnsAsTheyAre() throws {
        let other = try test.otherProgram()
        try other.write { db in
            try db.execute(sql: "UPDATE note SET content = 'abc' || char(0) || 'def', title = x'fffe41' WHERE id = 1")
        }
        try test.store.update(1, isPinned: true)
        let row = try other.read {
            try Row.fetchOne(
                $0, sql: "SELECT hex(content), hex(title), typeof(title), is_pinned FROM note WHERE id = 1")
        }
        #expect(
            row == ["hex(content)": "61626300646566", "hex(title)": "FFFE41", "typeof(title)": "blob", "is_pinned": 1])
    }

    @Test func aNoteWithoutATitleIsIndexed() throws {
        let test = try TestStore { db in
            try db.execute(
                sql: "CREATE TABLE note (id INTEGER PRIMARY KEY, title, content, is_pinned, created_at, updated_at)")
        }
        let other = try test.otherProgram()
        try other.write { try $0.execute(sql: "INSERT INTO note (id, content) VALUES (1, 'walrus')") }
        #expect(try test.store.search("walrus") == [""])
        try test.waitUntilIndexed()
        try other.write { try $0.execute(sql: "UPDATE note SET content = 'otters' WHERE id = 1") }
        try test.store.create("wakes the indexer")
        try test.waitUntilIndexed()
        #expect(try test.store.search("walrus").isEmpty)
        #expect(try test.store.search("otters") == [""])
        try other.write { try $0.execute(sql: "DELETE FROM note WHERE id = 1") }
        #expect(try test.store.page(NoteQuery(text: "otters")).total == 0)
    }

    @Test func brokenForeignKeysOfOtherTablesDoNotMatter() throws {
        let test = try TestStore { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF")
            try db.execute(
                sql: Self.table + Self.rows
                    + """
                    CREATE TABLE user (id INTEGER PRIMARY KEY);
                    CREATE TABLE post (id INTEGER PRIMARY KEY, user_id REFERENCES user (id), note_id REFERENCES note (id));
                    """)
        }
        let other = try test.otherProgram()
        try other.inDatabase { try $0.execute(sql: "PRAGMA foreign_keys = OFF; INSERT INTO post VALUES (1, 77, 1)") }
        try test.store.delete(1)
        #expect(try SQLiteNoteStore(path: test.path).page(NoteQuery()).total == 2)
    }

    @Test func aTableOfAnotherProgramIsNotOverwritten() throws {
        #expect(throws: UserError.self) {
            try TestStore {
                try $0.execute(sql: Self.table + "CREATE TABLE note_total (mine); INSERT INTO note_total VALUES (1)")
            }
        }
    }
}
