import GRDB
import HTTPTypes
import HTTPValues
import Markdown
import Notes
import StoreContract
import Testing

/// The pages of a note's versions, and the button that restores one.
@Suite struct HistoryPagesTests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
    }

    private func count(_ text: String, in response: Response) -> Int {
        response.text.split(separator: text, omittingEmptySubsequences: false).count - 1
    }

    /// Creates the note 1 with several versions.
    ///
    /// - Returns: the versions, the oldest first.
    @discardableResult
    private func createVersions(_ contents: String...) throws -> [NoteVersion] {
        var versions = [try app.create("Plan", contents[0]).version]
        for content in contents.dropFirst() { versions.append(try app.store.update(1, content: content).version) }
        return versions
    }

    private func page(_ version: NoteVersion) -> Response { app.get("/notes/1/history/\(version)") }

    private func form(_ version: NoteVersion) throws -> PageForm { try #require(PageForm(page(version))) }

    // MARK: - The list

    @Test func theNoteLinksToItsHistory() throws {
        let versions = try createVersions("one", "two")
        #expect(app.get("/notes/1").text.contains(#"<a href="/notes/1/history">History</a>"#))
        let page = app.get("/notes/1/history")
        #expect(page.status == .ok && page.text.contains("<title>History: Plan · Notes</title>"))
        for version in versions { #expect(page.text.contains("href=\"/notes/1/history/\(version)\"")) }
        #expect(count("<li>", in: page) == 2 && count(">Now<", in: page) == 1)
        #expect(page.isCacheable && page.token == nil)
    }

    @Test func theHistorySaysWhatEachVersionChanged() throws {
        try app.create("Plan", "one")
        try app.store.update(1, content: "two")
        try app.store.update(1, title: "Other plan", content: "three")
        try app.store.update(1, isPinned: true)
        try app.store.delete(1)
        let changes = ["Changed: pin", "Changed: title, text", "Changed: text", "Oldest version"]
        func shown() -> [String] {
            app.get("/notes/1/history").text.matches(of: /<span>(Changed[^<]*|Oldest[^<]*|Same[^<]*)<\/span>/)
                .map { String($0.1) }
        }
        #expect(shown() == changes)
        try app.store.restore(1)
        #expect(shown() == ["Same text as before"] + changes)
    }

    @Test func aHistoryPageHasTwentyVersions() throws {
        try app.create("Plan", "0")
        for number in 1...40 { try app.store.update(1, title: "t\(number)", content: "\(number)") }
        let first = app.get("/notes/1/history")
        #expect(count("<li>", in: first) == 20)
        #expect(first.text.contains(">t40<") && first.text.contains(">t21<") && !first.text.contains(">t20<"))
        #expect(first.text.contains(#"rel="next" href="/notes/1/history?page=2""#))
        #expect(first.text.contains("<span>Page 1 of 3</span>"))
        let last = app.get("/notes/1/history?page=3")
        #expect(count("<li>", in: last) == 1 && last.text.contains("<title>History: t40, page 3 · Notes</title>"))
        #expect(app.get("/notes/1/history?page=4").text.contains("There is no page 4. The last page is 3."))
        #expect(count("<li>", in: app.get("/notes/1/history?page=x")) == 20)
    }

    @Test func theHistoryNamesUsersAndDeletions() throws {
        try app.create("Plan", "one")
        try app.store.update(1, content: "two", by: "Anna <a>")
        _ = try app.store.delete(1, by: "ben", if: nil)
        let page = app.get("/notes/1/history")
        #expect(page.text.contains("by <bdi>Anna &lt;a&gt;</bdi>") && page.text.contains("by <bdi>ben</bdi>"))
        #expect(page.text.contains(#"is in the <a href="/notes/trash">trash</a>."#))
        #expect(!page.text.contains("href=\"/notes/1\"") && count(">Now<", in: page) == 0)
        try app.store.restore(1)
        #expect(count("Deleted <time", in: app.get("/notes/1/history")) == 1)
    }

    @Test func aVersionWithoutATimeIsReachable() throws {
        try app.otherProgram().write {
            try $0.execute(sql: "INSERT INTO note (id, title, content, is_pinned) VALUES (1, 'old', 'text', 0)")
        }
        let note = try app.store.note(1)
        #expect(app.get("/notes/1/history").text.contains("/notes/1/history/\(note.version)"))
        #expect(page(note.version).status == .ok)
    }

    // MARK: - A version

    @Test func aVersionIsShownWithBothDifferences() throws {
        let versions = try createVersions("milk\nbread", "milk\nrye bread", "oat milk\nrye bread")
        let first = page(versions[0])
        #expect(first.text.contains(#"<p dir="auto">milk<br>"# + "\nbread</p>"))
        #expect(first.text.contains("<h2>What the next version changed</h2>"))
        #expect(first.text.contains("<h2>All changes until now</h2>"))
        #expect(count("<ins><b>rye </b>bread</ins>", in: first) == 2)
        #expect(count("<ins><b>oat </b>milk</ins>", in: first) == 1)
        #expect(first.text.contains("<title>Version: Plan · Notes</title>"))
        let second = page(versions[1])
        #expect(count("<h2>", in: second) == 1, "the next version is the current one")
        #expect(second.text.contains("<ins><b>oat </b>milk</ins>"))
    }

    @Test(arguments: [
        (String(repeating: "x", count: 1 << 20), String(repeating: "y", count: 1 << 20)),
        (String(repeating: "x ", count: 1 << 19), String(repeating: "x ", count: 1 << 18) + "y"),
        (
            "a" + String(repeating: "\n", count: (1 << 20) - 2) + "b",
            "c" + String(repeating: "\n", count: 1 << 19) + "d"
        ),
        (
            String(repeating: "x\n", count: 1 << 18) + "end",
            (1...100_000).map { "\($0 % 10)" }.joined(separator: "\n")
        ),
    ])
    func theDifferencesOfLongTextsAreShort(_ old: String, _ new: String) throws {
        let versions = try createVersions(old, new)
        let page = page(versions[0])
        #expect(page.status == .ok && page.text.contains("<h2>What the next version changed</h2>"))
        #expect(page.body.count < MarkdownHTML(old, boxes: .disabled).bytes.count + 65_536)
        let form = try #require(app.form("/notes/1/edit"))
        try app.store.update(1, content: "theirs")
        let conflict = app.send(form, ["content": old])
        #expect(conflict.status == .conflict && conflict.body.count < old.utf8.count + 65_536)
    }

    @Test func theCurrentVersionCannotBeRestored() throws {
        let versions = try createVersions("one", "two")
        let current = page(versions[1])
        #expect(current.text.contains("This is the note as it is now."))
        #expect(PageForm(current) == nil && count("<h2>", in: current) == 0)
    }

    @Test func aVersionOfANoteInTheTrashCanBeRestored() throws {
        let versions = try createVersions("one", "two", "three")
        try app.store.delete(1)
        #expect(page(versions[2]).text.contains(#"The note is in the <a href="/notes/trash">trash</a>."#))
        #expect(page(versions[0]).text.contains("<h2>All changes until the last version</h2>"))
        let response = app.send(try form(versions[0]))
        #expect(response.headerFields[.location] == "/notes/1")
        #expect(try app.store.note(1).content == "one")
    }

    @Test func theHistoryOfANewNoteDoesNotShowAnOldNoteWithItsID() throws {
        let old = try createVersions("old text", "older text")
        try app.store.delete(1)
        try app.otherProgram().write {
            try $0.execute(
                sql: """
                    INSERT INTO note (id, title, content, is_pinned, updated_at)
                    VALUES (1, 'stranger', 'other', 0, '2026-01-01 00:00:00.000000')
                    """)
        }
        #expect(count("<li>", in: app.get("/notes/1/history")) == 1)
        let page = page(old[0])
        #expect(page.status == .ok && !page.text.contains("other"))
        #expect(page.text.contains("The note is in the") && !page.text.contains("/notes/1/history\""))
        #expect(app.send(PageForm(page)).headerFields[.location] == "/notes/2")
        #expect(
            app.get("/notes/2").text.contains(
                "The note is back, under a new address, because another note has its old one."))
        #expect(try app.store.note(1).content == "other" && app.store.note(2).content == "old text")
    }

    @Test(arguments: [
        "/notes/1/history/0", "/notes/1/history/garbage", "/notes/1/history/2020-01-01T00:00:00.000000Z",
        "/notes/2/history", "/notes/x/history", "/notes/1/history/2020-01-01T00:00:00Z", "/notes/trash/history",
    ])
    func unknownVersionsAreNotFound(_ target: String) throws {
        try createVersions("one", "two")
        #expect(app.get(target).status == .notFound)
    }

    // MARK: - Restore and Undo

    @Test func restoringOffersUndo() throws {
        let versions = try createVersions("one", "two", "three")
        #expect(app.send(try form(versions[0])).headerFields[.location] == "/notes/1")
        #expect(try app.store.note(1).content == "one")
        let page = app.get("/notes/1")
        #expect(page.text.contains("<p>The note is back as it was.</p>"))
        #expect(app.send(PageForm(page, to: "/restore")).headerFields[.location] == "/notes/1")
        #expect(try app.store.note(1).content == "three")
        #expect(try app.store.history(of: 1, offset: 0, size: 20).total == 5)
    }

    @Test func undoRefusesToReplaceALaterChange() throws {
        let versions = try createVersions("one", "two")
        #expect(app.send(try form(versions[0])).status == .seeOther)
        let undo = PageForm(app.get("/notes/1"), to: "/restore")
        try app.store.update(1, content: "later")
        let page = app.send(undo)
        #expect(page.status == .conflict && page.text.contains("so nothing was restored. Please look again."))
        #expect(try app.store.note(1).content == "later")
    }

    @Test func aRestoreThatIsOutOfDateShowsTheChangesFirst() throws {
        let versions = try createVersions("one", "two")
        let form = try form(versions[0])
        try app.store.update(1, content: "later")
        let page = app.send(form)
        #expect(page.status == .conflict && page.text.contains("later"))
        #expect(try app.store.note(1).content == "later")
        #expect(app.send(PageForm(page)).status == .seeOther)
        #expect(try app.store.note(1).content == "one")
    }

    @Test func aRestoreOfANoteThatWasDeletedMeanwhileSaysSo() throws {
        let versions = try createVersions("one", "two")
        let form = try form(versions[0])
        try app.store.delete(1)
        let page = app.send(form)
        #expect(page.status == .conflict)
        #expect(page.alert.contains("deleted meanwhile, so nothing was restored. Please look again."))
        #expect(page.text.contains(#"The note is in the <a href="/notes/trash">trash</a>."#))
        #expect(try app.store.trash(NoteQuery()).total == 1)
        #expect(app.send(PageForm(page)).headerFields[.location] == "/notes/1")
        #expect(try app.store.note(1).content == "one")
    }

    @Test func undoOfARestorationDoesNotBringADeletedNoteBack() throws {
        let versions = try createVersions("one", "two")
        #expect(app.send(try form(versions[0])).status == .seeOther)
        let undo = PageForm(app.get("/notes/1"), to: "/restore")
        try app.store.delete(1)
        #expect(app.send(undo).status == .conflict)
        #expect(try app.store.trash(NoteQuery()).total == 1)
    }

    @Test func aDoubleClickOnRestoreIsNoError() throws {
        let versions = try createVersions("one", "two")
        let form = try form(versions[0])
        for _ in 1...2 { #expect(app.send(form).headerFields[.location] == "/notes/1") }
        #expect(try app.store.history(of: 1, offset: 0, size: 20).total == 3)
    }

    @Test func aDoubleClickOnRestoreOfADeletedNoteIsNoError() throws {
        let versions = try createVersions("one", "two")
        try app.store.delete(1)
        let form = try form(versions[0])
        for _ in 1...2 { #expect(app.send(form).headerFields[.location] == "/notes/1") }
        #expect(try app.store.note(1).content == "one")
    }

    @Test func anExpiredFormRestoresNothing() throws {
        let versions = try createVersions("one", "two")
        let page = app.send(try form(versions[0]), ["csrf_token": "x"])
        #expect(page.status == .badRequest && page.text.contains("Nothing was restored. Please try again."))
        #expect(try app.store.note(1).content == "two")
        #expect(app.send(PageForm(page)).status == .seeOther)
        #expect(try app.store.note(1).content == "one")
    }

    @Test func anExpiredFormOfANoteThatWasChangedMeanwhileSaysSo() throws {
        let versions = try createVersions("one", "two")
        let form = try form(versions[0])
        try app.store.update(1, content: "later")
        let page = app.send(form, ["csrf_token": "x"])
        #expect(page.status == .badRequest)
        #expect(page.alert.contains("expired. The note was changed meanwhile, so nothing was restored."))
        #expect(try app.store.note(1).content == "later")
    }

    @Test(arguments: ["garbage", "", "2020-01-01T00:00:00.000000Z"])
    func anUnknownVersionIsNotRestored(_ version: String) throws {
        let versions = try createVersions("one", "two")
        #expect(app.send(try form(versions[0]), ["version": version]).status == .notFound)
        try app.store.delete(1)
        #expect(app.send(try form(versions[0]), ["version": version]).status == .notFound)
        #expect(try app.store.trash(NoteQuery()).total == 1)
    }

    @Test func aFullDiskRestoresNothing() throws {
        let note = Note(id: 1, title: "t", content: "c", isPinned: false, createdAt: nil, updatedAt: nil)
        let app = try TestApp(store: FailingStore(error: NotesError.full, note: note))
        let token = app.get("/notes/new").token ?? ""
        let page = app.post("/notes/1/restore", ["version": "0", "current": "0", "csrf_token": token])
        #expect(page.status.code == 507 && page.text.contains("Nothing was restored."))
    }
}
