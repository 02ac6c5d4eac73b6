import GRDB
import Notes
import NotesSQLite
import StoreContract
import TestSupport
import Testing

/// Another program inserts notes with times in any form. Each later change still makes a greater version, and a note
/// that gets the id of a deleted note has no version of that note.
@Suite struct InsertedTimesTests {
    /// Times that this program reads, but that are not in the form of a version. NOW stands for the current time.
    private static let times = [
        "strftime('%Y-%m-%d %H:%M:%f', 'now')", "'2024-05-01 10:00:00'", "'2024-05-01T10:00:00Z'",
        "'2024-05-01 10:00:00.5'", "'2024-02-29T10:00:00.123Z'", "'2024-05-01T10:00:00.123456'",
        "'2024-05-01 10:00:00.123456Z'", "CAST('2024-05-01 10:00:00.123456' AS BLOB)", "'2099-05-01 10:00:00'",
        "'2099-05-01 10:00:00.123'", "'2099-05-01T10:00:00.1Z'", "'0000-01-01 00:00:00'",
    ]
    private static let changes = ["", ", updated_at = updated_at", ", updated_at = '2023-01-01 00:00:00'"]

    /// - Parameter rows: statements that another program runs before this program opens the database first.
    private func open(_ rows: String = "") throws -> (test: TestStore, other: OtherProgram) {
        let test = try TestStore { try $0.execute(sql: AdoptionTests.table + rows) }
        return (test, try OtherProgram(test))
    }

    private func insertion(_ time: String, content: String = "old") -> String {
        "INSERT INTO note (id, title, content, updated_at) VALUES (1, 'title', '\(content)', \(time));"
    }

    @Test(arguments: times, changes) func eachChangeAfterAnInsertMakesAGreaterVersion(_ time: String, _ change: String)
        throws
    {
        let (test, other) = try open()
        try other.run(insertion(time))
        try checkChange(", updated_at = \(time)", test, other)
        try checkChange(change, test, other)
    }

    @Test(arguments: times, changes) func eachChangeOfAnOldNoteMakesAGreaterVersion(_ time: String, _ change: String)
        throws
    {
        let (test, other) = try open(insertion(time))
        try checkChange(change, test, other)
        try checkChange(", updated_at = \(time)", test, other)
    }

    /// Another program inserts and changes a note within the same millisecond.
    @Test(arguments: 1...20) func twoTextsOfOneTimeHaveTwoVersions(_ number: Int) throws {
        let (test, other) = try open()
        try other.run(insertion(Self.times[0]) + "UPDATE note SET content = 'new'")
        let revisions = try test.store.history(of: 1, offset: 0, size: 10).revisions
        #expect(try #require(revisions.first?.note.updatedAt) > #require(revisions.last?.note.updatedAt))
        let old = try #require(revisions.last?.note.version)
        #expect(try test.store.revision(old, of: 1).note.content == "old")
    }

    /// Changes the content, and checks that the version grows and that the old text can be found with the old version.
    private func checkChange(_ assignment: String, _ test: TestStore, _ other: OtherProgram) throws {
        let old = try test.store.note(1)
        try #expect(other.fetch("SELECT updated_at FROM note") == [old.updatedAt?.text(separator: " ")])
        try other.run("UPDATE note SET content = content || '+'\(assignment)")
        let new = try test.store.note(1)
        #expect(try #require(new.updatedAt) > #require(old.updatedAt))
        #expect(throws: NotesError.changed(current: new)) {
            try test.store.update(1, content: "stale") { $0 == old.version }
        }
        #expect(try test.store.revision(old.version, of: 1).note.content == old.content)
    }

    @Test(arguments: times) func theTimeOfAnInsertedNoteStays(_ time: String) throws {
        let (test, other) = try open("CREATE TABLE expected AS SELECT \(time) AS time;")
        try other.run("INSERT INTO note (id, title, content, updated_at) SELECT 1, 'title', 'old', time FROM expected")
        let text = try #require(other.fetch("SELECT CAST(time AS TEXT) FROM expected").first)
        #expect(try test.store.note(1).updatedAt == Timestamp(text))
    }

    /// SQLite and this program must agree on which texts are times.
    @Test func theTimesOfManyFormsStay() throws {
        let (test, other) = try open()
        var random = SplitMix64(state: 1)
        let texts = (0..<3000).map { number in
            var text = Array("2024-02-29\(number % 2 == 0 ? "T" : " ")10:59:59.123456Z".prefix(19 + number % 9))
            for _ in 0..<(number / 9 % 3) {
                text[Int.random(in: 0..<text.count, using: &random)] =
                    "0123456789 TZz.:-+".randomElement(using: &random) ?? "0"
            }
            return String(text)
        }
        try other.database.write { db in
            for (id, text) in texts.enumerated() {
                let sql = "INSERT INTO note (id, title, content, updated_at) VALUES (?, 't', 'c', ?)"
                try db.execute(sql: sql, arguments: [id, text])
            }
        }
        let end = Timestamp("9000-01-01 00:00:00") ?? .now()
        for (id, text) in texts.enumerated() {
            let stored = try test.store.note(Int64(id)).updatedAt
            if let time = Timestamp(text), time < end {
                #expect(stored == time, "\(text)")
            } else {
                #expect(try abs(#require(stored).microseconds - Timestamp.now().microseconds) < 600_000_000, "\(text)")
            }
        }
        #expect(texts.count { Timestamp($0) != nil } > 1000)
    }

    @Test(arguments: ["'yesterday'", "5", "x'00ff'", "'2024-02-30 10:00:00'", "'2024-05-01 10:00:00.'", "'2024-05-01'"])
    func aTimeThatNobodyCanReadIsReplaced(_ time: String) throws {
        let (test, other) = try open()
        let before = Timestamp.now().microseconds / 1000 * 1000
        try other.run(insertion(time))
        #expect(try #require(test.store.note(1).updatedAt?.microseconds) >= before)
        try checkChange("", test, other)
    }

    /// A form or an If-Match with a version of the deleted note must not fit the new note.
    @Test(arguments: ["NULL", "'2024-05-01 10:00:00.000000'", "'2024-05-01 10:00:00'", "'2023-05-01 10:00:00.000000'"])
    func aNoteWithAUsedIDHasNoVersionOfTheDeletedNote(_ time: String) throws {
        for first in ["NULL", "'2024-05-01 10:00:00.000000'"] {
            let (test, other) = try open()
            try other.run(insertion(first))
            let old = try test.store.note(1)
            try other.run("DELETE FROM note; \(insertion(time, content: "new"))")
            let new = try test.store.note(1)
            #expect(new.version != old.version && new.updatedAt != nil)
            #expect(throws: NotesError.changed(current: new)) {
                try test.store.update(1, content: "stale") { $0 == old.version }
            }
            #expect(try test.store.comparedRevision(old.version, of: 1).newest == nil)
            try other.run("DELETE FROM note")
            try test.store.purge(1, old.version)
            #expect(try test.store.trash(NoteQuery()).revisions.map(\.note.version) == [new.version])
        }
    }

    /// Another program takes its deletion back, or an import does.
    @Test(arguments: ["NULL", "'2024-05-01 10:00:00.000000'"])
    func aDeletedNoteThatIsInsertedAgainKeepsItsVersion(_ time: String) throws {
        let (test, other) = try open()
        try other.run(insertion(time))
        let note = try test.store.note(1)
        try other.run("DELETE FROM note; \(insertion(time))")
        #expect(try test.store.note(1) == note)
        try other.run("UPDATE note SET content = 'new'; DELETE FROM note; \(insertion(time))")
        #expect(try test.store.note(1).version != note.version)
    }

    @Test func aNoteThatMovesToAUsedIDHasNoVersionOfTheDeletedNote() throws {
        let (test, other) = try open()
        try other.run(insertion("'2098-05-01 10:00:00.000000'"))
        try other.run("DELETE FROM note")
        let moved = try test.store.create("moved")
        try other.run("UPDATE note SET id = 1 WHERE id = \(moved.id)")
        #expect(try test.store.note(1).version.description == "2098-05-01T10:00:00.000001Z")
    }
}
