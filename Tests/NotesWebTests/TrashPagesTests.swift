import HTTPTypes
import HTTPValues
import Notes
import NotesSQLite
import StoreContract
import Testing

/// Deleting notes, the trash, and deleting for good.
@Suite struct TrashPagesTests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
    }

    private func titles(_ page: Response) -> [String] {
        page.text.matches(of: /<h2 dir="auto"><a href="\/notes\/\d+\/history\/[^"]*">(.*?)<\/a>/).map { String($0.1) }
    }

    private func fillTrash(_ titles: String...) throws {
        for title in titles { try app.store.delete(app.create(title, "content of \(title)").id) }
    }

    // MARK: - Delete

    @Test func thePageThatConfirmsADeletionShowsTheNote() throws {
        try app.create("T & <b>", "first line\nsecond line")
        let page = app.get("/notes/1/delete")
        #expect(page.text.contains("T &amp; &lt;b&gt;") && page.text.contains("first line second line"))
        #expect(page.text.contains("Created <time"))
        #expect(page.text.contains("It moves to the trash and is deleted for good after 30 days."))
        #expect(page.text.contains(">Move to the trash</button>"))
        #expect(PageForm(page)?.fields["version"] == (try app.store.note(1).version.description))
    }

    @Test(
        arguments: [
            (1, "and is deleted for good after 1 day."), (7, "and is deleted for good after 7 days."),
            (nil, "It moves to the trash."),
        ] as [(Int?, String)])
    func thePageNamesTheTimeInTheTrash(_ days: Int?, _ text: String) throws {
        let app = try TestApp(retention: Retention(trashDays: days))
        try app.create("x")
        #expect(app.get("/notes/1/delete").text.contains(text))
    }

    @Test func withoutATrashADeletionIsForGood() throws {
        let app = try TestApp(retention: Retention(trashDays: 0))
        try app.create("x")
        let page = app.get("/notes/1/delete")
        #expect(page.text.contains("It will be deleted for good.") && !page.text.contains("trash and"))
        #expect(page.text.contains(">Delete for good</button>"))
        #expect(app.send(PageForm(page)).headerFields[.location] == "/notes")
        let list = app.get("/notes")
        #expect(list.text.contains("<p>Note deleted.</p>") && !list.text.contains("Undo"))
        let trash = app.get("/notes/trash")
        #expect(titles(trash).isEmpty && trash.text.contains("Deleted notes are not kept here."))
    }

    @Test func aPageThatPromisedTheTrashDoesNotDeleteForGood() throws {
        try app.create("x")
        let form = try #require(app.form("/notes/1/delete"))
        app.store.close()
        let store = try SQLiteNoteStore(path: app.path, retention: Retention(trashDays: 0))
        let later = try TestApp(store: store, cookie: app.currentCookie)
        let page = later.send(form)
        #expect(page.status == .conflict)
        #expect(page.alert == "Deleted notes no longer move to the trash, so the note was not deleted.")
        #expect(page.text.contains("It will be deleted for good.") && later.get("/notes/1").status == .ok)
        #expect(later.send(PageForm(page)).headerFields[.location] == "/notes")
        #expect(later.get("/notes/1").status == .notFound)
    }

    @Test func aFormWithoutAPromiseDeletesForGood() throws {
        let app = try TestApp(retention: Retention(trashDays: 0))
        try app.create("x")
        #expect(app.post("/notes/1/delete", [:]).headerFields[.location] == "/notes")
    }

    @Test func undoBringsADeletedNoteBack() throws {
        try app.create("x", "text", isPinned: true)
        #expect(app.send(app.form("/notes/1/delete")).headerFields[.location] == "/notes")
        let undo = try #require(PageForm(app.get("/notes"), to: "/notes/1/restore"))
        #expect(app.send(undo).headerFields[.location] == "/notes/1")
        let page = app.get("/notes/1")
        #expect(page.text.contains("<p>The note is back as it was.</p>") && !page.text.contains("Undo"))
        #expect(try app.store.note(1).content == "text" && app.store.note(1).isPinned)
        // A double click sends the form twice.
        #expect(app.send(undo).headerFields[.location] == "/notes/1")
    }

    @Test func undoDoesNotReplaceALaterChange() throws {
        try app.create("x")
        #expect(app.send(app.form("/notes/1/delete")).status == .seeOther)
        let undo = PageForm(app.get("/notes"), to: "/notes/1/restore")
        try app.store.restore(1)
        try app.store.update(1, content: "later")
        #expect(app.send(undo).status == .conflict)
        #expect(try app.store.note(1).content == "later")
    }

    @Test func aNoteThatWasChangedMeanwhileIsShownBeforeItIsDeleted() throws {
        try app.create("x")
        let form = app.form("/notes/1/delete")
        try app.store.update(1, content: "later")
        let page = app.send(form)
        #expect(page.status == .conflict && page.text.contains("later"))
        #expect(page.text.contains("The note was changed meanwhile, so it was not deleted. This is the note now."))
        #expect(app.send(PageForm(page)).status == .seeOther)
        #expect(throws: NotesError.notFound) { try app.store.note(1) }
    }

    @Test(arguments: [30, 0]) func anExpiredFormSaysThatTheNoteWasChangedMeanwhile(_ trashDays: Int) throws {
        let app = try TestApp(retention: Retention(trashDays: trashDays))
        try app.create("x")
        let form = try #require(app.form("/notes/1/delete"))
        let expired = app.send(form, ["csrf_token": "x"])
        #expect(expired.alert == "This form has expired. The note was not deleted. Please try again.")
        try app.store.update(1, content: "later")
        let page = app.send(form, ["csrf_token": "x"])
        #expect(page.status == .badRequest && page.text.contains("later"))
        #expect(page.alert.contains("expired. The note was changed meanwhile, so it was not deleted. This is the note"))
        #expect(app.send(PageForm(page)).headerFields[.location] == "/notes")
    }

    @Test func aDoubleClickOnDeleteIsNoError() throws {
        try app.create("x")
        let form = app.form("/notes/1/delete")
        for _ in 1...2 { #expect(app.send(form).headerFields[.location] == "/notes") }
        #expect(app.get("/notes").text.contains("Undo"))
    }

    @Test func aDeletedNoteCannotBeDeletedAgain() throws {
        try app.create("x")
        let form = try #require(app.form("/notes/1/delete"))
        try app.store.update(1, content: "later")
        try app.store.delete(1)
        #expect(app.send(form).status == .notFound)
        #expect(app.post("/notes/1/delete", ["csrf_token": app.get("/notes/new").token ?? ""]).status == .notFound)
    }

    @Test func aCreatedNoteWithoutTextHasAnExcerpt() throws {
        try app.create("x", "text")
        let note = Note(id: 1, title: "x", content: " \n", isPinned: false, createdAt: nil, updatedAt: nil)
        #expect(try TestApp(store: FailingStore(note: note)).get("/notes/1/delete").text.contains("(no text)"))
    }

    // MARK: - The trash

    @Test func theListLinksToTheTrash() {
        #expect(app.get("/notes").text.contains(#"<a href="/notes/trash">Trash</a>"#))
        let trash = app.get("/notes/trash")
        #expect(trash.text.contains("The trash is empty.") && !trash.text.contains("Empty the trash"))
        #expect(trash.text.contains("Deleted notes stay here for 30 days. Then they are deleted for good."))
    }

    @Test func theTrashShowsTenNotesAndThePagesAfterThem() throws {
        for number in 1...25 { try fillTrash("n\(number)") }
        let first = app.get("/notes/trash")
        #expect(titles(first) == (16...25).reversed().map { "n\($0)" })
        #expect(first.text.contains("content of n25") && first.text.contains(#"href="/notes/trash?page=2""#))
        #expect(titles(app.get("/notes/trash?page=3")) == (1...5).reversed().map { "n\($0)" })
        #expect(app.get("/notes/trash?page=2").text.contains("<title>Trash, page 2 · Notes</title>"))
        #expect(app.get("/notes/trash?page=9").text.contains("There is no page 9. The last page is 3."))
    }

    @Test func theTrashIsSearchedByTitle() throws {
        for number in 1...11 { try fillTrash("Größe \(number)") }
        try fillTrash("other")
        let page = app.get("/notes/trash?q=GR%C3%96%C3%9FE")
        #expect(titles(page).count == 10 && page.text.contains("11 titles contain <q dir=\"auto\">GRÖßE</q>"))
        #expect(page.text.contains("/notes/trash?q=GR%C3%96%C3%9FE&amp;page=2"))
        #expect(!page.text.contains("Empty the trash"), "the button would delete more than the page shows")
        #expect(titles(app.get("/notes/trash?q=other")) == ["other"])
        #expect(app.get("/notes/trash?q=content").text.contains("No title in the trash contains this text."))
    }

    @Test func aNoteIsRestoredFromTheTrash() throws {
        try fillTrash("x")
        let form = try #require(app.form("/notes/trash", to: "/restore"))
        #expect(app.send(form).headerFields[.location] == "/notes/1")
        #expect(app.get("/notes/1").text.contains("<p>The note is back as it was.</p>"))
        #expect(app.send(form).headerFields[.location] == "/notes/1", "a double click is no error")
    }

    /// Deletes the note again after somebody else has restored it.
    private func restoreAndDelete(content: String?) throws {
        try app.store.restore(1)
        if let content { try app.store.update(1, content: content) }
        try app.store.delete(1)
    }

    @Test(arguments: [nil, "later"])
    func undoDoesNotRestoreANoteThatWasRestoredAndDeletedAgain(_ content: String?) throws {
        try app.create("x", "first")
        #expect(app.send(app.form("/notes/1/delete")).status == .seeOther)
        let undo = PageForm(app.get("/notes"), to: "/restore")
        try restoreAndDelete(content: content)
        try expectRefusal(app.send(undo), last: content ?? "first")
    }

    @Test(arguments: [nil, "later"])
    func theTrashDoesNotRestoreANoteThatWasRestoredAndDeletedAgain(_ content: String?) throws {
        try app.store.delete(app.create("x", "first").id)
        let form = app.form("/notes/trash", to: "/restore")
        try restoreAndDelete(content: content)
        try expectRefusal(app.send(form), last: content ?? "first")
    }

    /// Expects a page that says that the note was deleted again, and from which the user can restore it.
    private func expectRefusal(_ page: Response, last: String) throws {
        #expect(page.status == .conflict)
        #expect(page.alert.contains("restored and deleted again meanwhile, so nothing was restored."))
        #expect(page.text.contains(last) && page.text.contains(#"The note is in the <a href="/notes/trash">"#))
        #expect(try app.store.trash(NoteQuery()).revisions.map(\.note.content) == [last])
        #expect(app.send(PageForm(page, to: "/restore")).headerFields[.location] == "/notes/1")
        #expect(try app.store.note(1).content == "first")
    }

    // MARK: - Deleting for good

    @Test func deletingForGoodAsksFirst() throws {
        try fillTrash("x & y", "other")
        let link = try #require(
            app.get("/notes/trash?q=x").text.firstMatch(of: /href="(\/notes\/trash\/1\/delete\?[^"]*)"/))
        let page = app.get(String(link.1))
        #expect(page.text.contains("Delete this note for good?") && page.text.contains("x &amp; y"))
        #expect(page.text.contains("content of x &amp; y") && page.text.contains("Deleted <time"))
        #expect(try app.store.trash(NoteQuery()).total == 2)
        let form = PageForm(page)
        #expect(app.send(form).headerFields[.location] == "/notes/trash")
        #expect(app.get("/notes/trash").text.contains("<p>The note was deleted for good.</p>"))
        #expect(try app.store.trash(NoteQuery()).revisions.map(\.note.title) == ["other"])
        #expect(app.get("/notes/1/history").status == .notFound)
        #expect(app.send(form).headerFields[.location] == "/notes/trash", "a double click is no error")
    }

    @Test func anExpiredFormDeletesNothing() throws {
        try fillTrash("x")
        for target in ["/notes/trash/1/delete", "/notes/trash/empty"] {
            let page = app.send(app.form(target), ["csrf_token": "x"])
            #expect(page.status == .badRequest && page.text.contains("Nothing was deleted. Please try again."))
        }
        #expect(try app.store.trash(NoteQuery()).total == 1)
    }

    @Test func aNoteThatWasRestoredIsNotDeletedForGood() throws {
        try fillTrash("x")
        let form = try #require(app.form("/notes/trash/1/delete"))
        try app.store.restore(1)
        #expect(app.send(form).headerFields[.location] == "/notes/trash")
        #expect(app.get("/notes/trash").text.contains("<p>The note is no longer in the trash as you saw it. Nothing"))
        #expect(try app.store.note(1).title == "x")
    }

    @Test func emptyingAsksFirstAndShowsTheNumber() throws {
        try fillTrash("a", "b")
        #expect(app.get("/notes/trash").text.contains(#"href="/notes/trash/empty">Empty the trash</a>"#))
        let page = app.get("/notes/trash/empty")
        #expect(page.text.contains("2 notes and their history will be deleted for good."))
        #expect(try app.store.trash(NoteQuery()).total == 2)
        #expect(app.send(PageForm(page)).headerFields[.location] == "/notes/trash")
        let trash = app.get("/notes/trash")
        #expect(trash.text.contains("<p>2 notes were deleted for good.</p>"))
        #expect(trash.text.contains("The trash is empty."))
    }

    @Test func emptyingDeletesOnlyWhatThePageShowed() throws {
        try fillTrash("a")
        let page = app.get("/notes/trash/empty")
        #expect(page.text.contains("1 note and its history will be deleted for good."))
        try fillTrash("later")
        for message in ["1 note was deleted for good.", "There was nothing left to delete."] {
            #expect(app.send(PageForm(page)).status == .seeOther)
            let trash = app.get("/notes/trash")
            #expect(titles(trash) == ["later"] && trash.text.contains("<p>\(message)</p>"))
        }
    }

    @Test func anEmptyTrashCannotBeEmptied() {
        let page = app.get("/notes/trash/empty")
        #expect(page.text.contains("The trash is empty.") && PageForm(page) == nil)
    }

    @Test(arguments: [nil, "", "all", "1.5"] as [String?]) func emptyingNeedsAMark(_ mark: String?) throws {
        try fillTrash("a")
        var form = try #require(app.form("/notes/trash/empty"))
        form.fields["mark"] = mark
        #expect(app.send(form).status == .badRequest)
        #expect(try app.store.trash(NoteQuery()).total == 1)
    }

    @Test(arguments: [
        "/notes/trash/2/delete", "/notes/trash/x/delete", "/notes/trash/1/delete?version=garbage",
        "/notes/trash/1/delete?version=2020-01-01T00:00:00.000000Z", "/notes/trash/1", "/notes/trash/3/delete",
    ])
    func unknownNotesAreNotFound(_ target: String) throws {
        try fillTrash("a")
        try app.create("b")
        #expect(app.get(target).status == .notFound)
    }
}
