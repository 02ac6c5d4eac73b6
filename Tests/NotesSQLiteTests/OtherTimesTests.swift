import GRDB
import Notes
import NotesSQLite
import StoreContract
import Testing

/// A version grows, whatever time another program stores.
@Suite struct OtherTimesTests {
    /// Values for `updated_at` that cannot be the next version.
    static let times = [
        "NULL", "''", "'yesterday'", "5", "1.5", "x'00ff'", "'2020-01-01 00:00:00.000000'", "'2026-05-01T00:00:00'",
        "'2099-05-01T00:00:00Z'", "'2099-05-01 00:00:00'", "'2099-05-01 00:00:00.000'", "'2099-02-31 00:00:00.000000'",
        "'2099-99-01 00:00:00.000000'", "'2099-05-01 24:00:00.000000'", "'2099-05-01 10:00:60.000000'",
        "'9999-12-31 23:59:59.999999'", "'2099-05-01 00:00:00.000000' || char(0)",
        "CAST('2099-05-01 00:00:00.000000' AS BLOB)",
    ]

    private let test: TestStore
    private let other: OtherProgram

    init() throws {
        test = try TestStore { try $0.execute(sql: AdoptionTests.table) }
        other = try OtherProgram(test)
    }

    @Test(arguments: ["", ", updated_at = updated_at"] + times.map { ", updated_at = \($0)" })
    func anUpdateOfAnotherProgramMakesANewVersion(_ assignment: String) throws {
        let note = try test.store.create("title")
        try other.run("UPDATE note SET content = 'new'\(assignment)")
        try checkNewVersion(after: note)
    }

    @Test(arguments: times) func aChangedTimeAloneMakesANewVersion(_ time: String) throws {
        let note = try test.store.create("title")
        try other.run("UPDATE note SET updated_at = \(time)")
        #expect(try test.store.history(of: note.id, offset: 0, size: 10).total == 1)
        try checkNewVersion(after: note)
    }

    @Test(arguments: times) func aReplacedNoteGetsANewVersion(_ time: String) throws {
        let note = try test.store.create("title")
        try other.run("REPLACE INTO note (id, title, content, updated_at) VALUES (1, 'title', 'new', \(time))")
        // A later time stays, in the form of a version.
        let future = Timestamp("2099-05-01 00:00:00")
        if try test.store.note(1).updatedAt == future { #expect(time.contains("2099-05-01")) }
        try checkNewVersion(after: note, orAt: future)
    }

    private func checkNewVersion(after note: Note, orAt future: Timestamp? = nil) throws {
        let changed = try test.store.note(note.id)
        let time = try #require(changed.updatedAt)
        #expect(try time > #require(note.updatedAt))
        #expect(time < Timestamp(microseconds: Timestamp.now().microseconds + 1_000_000) || time == future)
        // The stored text has exactly the form of a version.
        let text = try other.fetch("SELECT updated_at FROM note")
        #expect(text == [changed.updatedAt?.text(separator: " ")])
        #expect(throws: NotesError.changed(current: changed)) {
            try test.store.update(note.id, title: "x") { $0 == note.version }
        }
        #expect(try test.store.update(note.id, title: "x") { $0 == changed.version } == test.store.note(note.id))
    }

    /// A note that another program wrote before this program opened the database may have such a time.
    @Test(arguments: times) func aNoteWithAnOddTimeGetsVersions(_ time: String) throws {
        let insertion = "INSERT INTO note (id, title, content, updated_at) VALUES (1, 'title', 'old', \(time))"
        let test = try TestStore { try $0.execute(sql: AdoptionTests.table + insertion) }
        let note = try test.store.note(1)
        let changed = try test.store.update(1, content: "new") { $0 == note.version }
        #expect(try test.store.note(1) == changed)
        #expect(throws: NotesError.changed(current: changed)) {
            try test.store.update(1, content: "other") { $0 == note.version }
        }
        #expect(try test.store.revision(note.version, of: 1).note == note)
        #expect(try test.store.restore(1, to: note.version).content == "old")
        try test.store.delete(1)
        let restored = try test.store.restore(1)
        #expect(try test.store.note(1) == restored)
        let versions = try test.store.history(of: 1, offset: 0, size: 10).revisions.map(\.note.version)
        #expect(Set(versions).count == 4)
    }

    @Test func aTimeInTheFutureIsFollowedByTheNextMicrosecond() throws {
        let note = try test.store.create("title")
        try other.run("UPDATE note SET updated_at = '2099-12-31 23:59:59.999998'")
        let versions = try ["", "our", "", "our"].map { text in
            if text.isEmpty { try other.run("UPDATE note SET content = content || 'x'") }
            let note =
                text.isEmpty
                ? try test.store.note(note.id)
                : try test.store.update(note.id, title: "\(note.id)\(text)\(Timestamp.now())")
            #expect(try test.store.note(note.id) == note)
            return note.version.description
        }
        #expect(
            versions == [
                "2099-12-31T23:59:59.999999Z", "2100-01-01T00:00:00.000000Z", "2100-01-01T00:00:00.000001Z",
                "2100-01-01T00:00:00.000002Z",
            ])
        try test.store.delete(note.id)
        #expect(try test.store.restore(note.id).version.description == "2100-01-01T00:00:00.000003Z")
    }

    @Test func theLatestOfAllTimesIsNotFollowed() throws {
        let note = try test.store.create("title")
        try other.run("UPDATE note SET updated_at = '8999-12-31 23:59:59.999999'")
        for number in 1...3 {
            let changed = try test.store.update(note.id, title: "\(number)")
            #expect(try test.store.note(note.id) == changed)
            #expect(throws: NotesError.self) { try test.store.update(note.id, title: "x") { $0 == note.version } }
        }
    }

    @Test func aVersionOfAnotherProgramHasNoUser() throws {
        let fields = try NoteDraft(title: .value("1"), content: .value("c")).validated()
        let note = try test.store.create(fields, by: "anna", key: nil).note
        try other.run("UPDATE note SET title = '2'")
        try test.store.update(note.id, title: "3", by: "ben")
        try other.run("UPDATE note SET updated_at = '2099-01-01 00:00:00.000000'; UPDATE note SET title = '4'")
        try other.run("DELETE FROM note")
        let revisions = try test.store.history(of: note.id, offset: 0, size: 10).revisions
        #expect(revisions.map(\.note.title) == ["4", "3", "2", "1"])
        // The other program has replaced the version of ben by one that differs only in its time.
        #expect(revisions.map(\.user) == [nil, nil, nil, "anna"])
        #expect(revisions.map(\.deletedBy) == [nil, nil, nil, nil])
    }

    /// The Flask app does so when somebody saves a form without a change.
    @Test func aRepeatedRequestFindsANoteOfWhichOnlyTheTimeChanged() throws {
        let fields = try NoteDraft(title: .value("1"), content: .value("c")).validated()
        let key = IdempotencyKey(text: "k", contentHash: "h")
        let note = try test.store.create(fields, by: nil, key: key).note
        try other.run("UPDATE note SET updated_at = '2099-01-01 00:00:00.000000'")
        #expect(try test.store.create(fields, by: nil, key: key).note == test.store.note(note.id))
    }
}
