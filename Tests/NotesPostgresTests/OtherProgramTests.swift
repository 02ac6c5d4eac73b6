#if PostgreSQL
import Notes
import NotesPostgres
import StoreContract
import TestSupport
import Testing

/// The history and the search know what other programs do with `note`.
@Suite struct OtherProgramTests {
    private let test: TestStore
    private var store: PostgresNoteStore { test.store }

    init() throws {
        test = try TestStore()
    }

    private func insert(_ title: String, id: Int64? = nil, updatedAt: String = "NULL") throws {
        let (column, value) = id.map { ("id, ", "\($0), ") } ?? ("", "")
        try test.sql(
            "INSERT INTO note (\(column)title, content, updated_at) VALUES (\(value)'\(title)', 'theirs', \(updatedAt))"
        )
    }

    private func titles(of id: Int64) throws -> [String] {
        try store.history(of: id, offset: 0, size: 10).revisions.map(\.note.title)
    }

    @Test func changesAndDeletionsAreRecorded() throws {
        let notes = try ["one", "two", "three"].map { try store.create($0) }
        try test.sql("UPDATE note SET title = title || '!' WHERE id < 3")
        try test.sql("DELETE FROM note WHERE id > 1")
        #expect(try titles(of: 1) == ["one!", "one"])
        #expect(try #require(store.note(1).updatedAt) > #require(notes[0].updatedAt))
        #expect(Set(try store.trash(NoteQuery()).revisions.map(\.note.title)) == ["two!", "three"])
        #expect(try store.page(NoteQuery()).total == 1)
        #expect(try store.search("one!") == ["one!"])
        #expect(try store.restore(3).title == "three")
    }

    /// Of the tables that the triggers write, the other program has some with the same names.
    @Test(arguments: ["''", "theirs, public"]) func changesAreRecordedWithAnySearchPath(_ path: String) throws {
        try test.sql("CREATE SCHEMA theirs")
        for table in ["note_past", "note_total", "note_stale", "note_author"] {
            try test.sql("CREATE TABLE theirs.\(table) (id integer)")
        }
        try test.sql("SET search_path = \(path)")
        for title in ["one", "two", "three"] {
            try test.sql("INSERT INTO public.note (title, content) VALUES ('\(title)', 'theirs')")
        }
        try test.sql("UPDATE public.note SET title = title || '!', updated_at = NULL WHERE id < 3")
        try test.sql("UPDATE public.note SET id = 7 WHERE id = 1")
        try test.sql("DELETE FROM public.note WHERE id = 2")
        #expect(try store.titles(NoteQuery(order: .newestFirst, size: 10)).sorted() == ["one!", "three"])
        #expect(try store.page(NoteQuery()).total == 2)
        #expect(try store.search("one!") == ["one!"])
        #expect(Set(try store.trash(NoteQuery()).revisions.map(\.note.title)) == ["one!", "two!"])
        #expect(try titles(of: 1) == ["one!", "one"])
        #expect(try store.create("next").id == 8)
        try test.sql("TRUNCATE public.note")
        #expect(try store.trash(NoteQuery()).total == 5)
    }

    @Test func truncateMovesAllNotesToTheTrash() throws {
        for title in ["one", "two"] { try store.create(title) }
        try test.sql("TRUNCATE note")
        #expect(try store.page(NoteQuery()).total == 0)
        #expect(try store.search("content").isEmpty)
        for id: Int64 in [1, 2] { try store.restore(id) }
        #expect(try store.titles() == ["two", "one"])
    }

    @Test func anUpsertRecordsOneVersion() throws {
        try store.create("old")
        for title in ["new", "new"] {
            try test.sql(
                """
                INSERT INTO note (id, title, content) VALUES (1, '\(title)', 'content')
                ON CONFLICT (id) DO UPDATE SET title = excluded.title
                """)
        }
        #expect(try titles(of: 1) == ["new", "old"])
        #expect(try store.page(NoteQuery()).total == 1)
    }

    @Test func aNoteWithAnotherIDIsRecordedAsADeletion() throws {
        let note = try store.create("title")
        try test.sql("UPDATE note SET id = 9 WHERE id = 1")
        #expect(try store.trash(NoteQuery()).revisions.map(\.note) == [note])
        #expect(try store.note(9).version != note.version)
        #expect(try store.page(NoteQuery()).total == 1)
        #expect(try store.restore(1).title == "title")
        #expect(try store.search("title").count == 2)
    }

    @Test(arguments: ["'infinity'", "'-infinity'", "'9999-01-01'", "'10000-01-01'", "'0044-03-15 BC'", "'1999-01-01'"])
    func aVersionIsATimeThatCanGrow(_ time: String) throws {
        try insert("inserted", updatedAt: time)
        let first = try #require(store.note(1).updatedAt)
        try test.sql("UPDATE note SET title = 'changed', updated_at = \(time)")
        let second = try #require(store.note(1).updatedAt)
        #expect(second > first)
        #expect(try store.update(1, content: "ours").updatedAt.map { $0 > second } == true)
        try test.sql("UPDATE note SET created_at = \(time)")
        for order in [NoteQuery.Order.newestFirst, .recentlyChanged] {
            var query = NoteQuery(order: order, size: 1)
            query.needsEnd = true
            try insert("other")
            query.start = try store.page(query).end
            #expect(try store.page(query).notes.count == 1)
            try test.sql("DELETE FROM note WHERE title = 'other'")
        }
    }

    @Test func ourIDsFollowThoseOfOtherPrograms() throws {
        try insert("theirs", id: 40)
        #expect(try store.create("ours").id == 41)
        try insert("largest", id: .max)
        #expect(try store.create("ours").id == 42)
        try test.sql("UPDATE note SET id = id + 100 WHERE id = 42")
        #expect(try store.create("ours").id == 143)
        // Somebody may set the sequence back.
        try test.sql("SELECT setval(pg_get_serial_sequence('note', 'id'), 39)::text")
        #expect(try store.create("ours").id > 143)
    }

    @Test func aVeryLongNoteIsIndexedToo() throws {
        try test.sql(
            "INSERT INTO note (title, content) VALUES ('long', (SELECT string_agg(md5(g::text), ' ') FROM generate_series(1, 200000) AS g))"
        )
        for number in 1...3 { try store.create("short \(number)") }
        try waitUntil("every note is indexed", within: 120) {
            try test.sql("SELECT count(*)::text FROM note_stale") == ["0"]
        }
        #expect(try store.search("short") == ["short 3", "short 2", "short 1"])
    }

    @Test func aTableThatIsCreatedAgainIsAdopted() throws {
        try store.create("lost with its table")
        store.close()
        try test.sql("DROP TABLE note")
        try test.sql(AdoptionTests.table)
        let again = try PostgresNoteStore(test.address)
        defer { again.close() }
        try test.sql("INSERT INTO note (id, title, content) VALUES (3000000000, repeat('x', 300), 'theirs')")
        #expect(try again.create("ours").id == 3_000_000_001)
        #expect(try again.page(NoteQuery()).total == 2)
    }

    @Test func aSearchIndexesWhatAnotherProgramWrote() throws {
        try test.waitUntilIndexed()
        try insert("theirs")
        #expect(try store.search("theirs") == ["theirs"])
        try test.waitUntilIndexed()
        try insert("title")
        #expect(try store.id(titled: "TITLE") != nil)
        try test.waitUntilIndexed()
    }

    @Test func theHistoryOfANewNoteDoesNotShowTheOldNote() throws {
        let old = try store.create("1")
        try store.update(1, title: "2")
        try store.delete(1)
        try insert("theirs", id: 1)
        #expect(try titles(of: 1) == ["theirs"])
        try store.update(1, title: "ours")
        #expect(try titles(of: 1) == ["ours", "theirs"])
        let compared = try store.comparedRevision(old.version, of: 1)
        #expect(compared.revision.note == old && compared.next?.note.title == "2" && compared.newest == nil)
        #expect(try store.trash(NoteQuery()).revisions.map(\.note.title) == ["2"])
    }

    @Test func restoringTheOldNoteGivesItANewID() throws {
        let key = IdempotencyKey(text: "k", contentHash: "h")
        let old = try store.create(StoreContract.fields("1"), by: "anna", key: key).note
        try store.update(1, title: "2", by: "ben")
        try store.delete(1)
        try insert("theirs", id: 1)
        let restored = try store.restore(1)
        #expect(restored.id == 2 && restored.title == "2" && restored.createdAt == old.createdAt)
        #expect(try titles(of: 2) == ["2", "2", "1"])
        #expect(try store.history(of: 2, offset: 1, size: 2).revisions.map(\.user) == ["ben", "anna"])
        #expect(try titles(of: 1) == ["theirs"])
        #expect(try store.trash(NoteQuery()).total == 0)
        let repeated = try store.create(StoreContract.fields("1"), by: "anna", key: key).note
        #expect(repeated.id == 2 && repeated.version == old.version && repeated.title == "1")
        #expect(throws: NotesError.notFound) { try store.restore(1) }
    }

    @Test func ofTwoDeletedNotesWithOneIDEachCanBeRestored() throws {
        let old = try store.create("old")
        try store.delete(1)
        try insert("theirs", id: 1)
        let theirs = try store.delete(1)
        #expect(try store.restore(1, to: old.version).title == "old")
        #expect(try store.restore(1, to: theirs.version).title == "theirs")
        #expect(try store.page(NoteQuery()).total == 2 && store.trash(NoteQuery()).total == 0)
    }

    @Test func aPurgedTextIsInNoTable() throws {
        let note = try store.create("secret", "secret")
        try store.update(note.id, content: "secret again")
        try test.waitUntilIndexed()
        try store.delete(note.id)
        try store.purge(note.id, nil)
        try test.waitUntilIndexed()
        for table in ["note", "note_past", "note_text", "note_mention", "note_author"] {
            #expect(try test.sql("SELECT count(*)::text FROM \(table)") == ["0"], "\(table)")
        }
    }

    @Test func aTriggerOfAnotherProgramMayWarn() throws {
        try test.sql(
            """
            DO $outer$ BEGIN
            EXECUTE $$CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN RAISE WARNING ''hello''; RETURN NULL; END'$$;
            EXECUTE 'CREATE TRIGGER warn AFTER INSERT ON note FOR EACH ROW EXECUTE FUNCTION warn()';
            END $outer$
            """)
        let note = try store.create("title")
        #expect(try store.titles() == ["title"] && note.id == 1)
        #expect(try store.note(1) == note)
    }
}
#endif
