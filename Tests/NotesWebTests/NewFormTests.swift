import GRDB
import HTTPTypes
import HTTPValues
import Notes
import StoreContract
import Testing

/// The form for a new note creates one note, and no typed text is dropped.
@Suite struct NewFormTests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
    }

    private func form() throws -> PageForm {
        try #require(app.form("/notes/new")).with(["title": "Idea", "content": "first text"])
    }

    private var total: Int {
        get throws { try app.store.page(NoteQuery()).total }
    }

    @Test func eachFormHasItsOwnKey() throws {
        let (form, other) = (try form(), try form())
        #expect(form.fields["key"]?.count == 32 && form.fields["key"] != other.fields["key"])
        #expect(form.fields["form-\(form.fields["key"] ?? "")"] == "")
        #expect(app.get("/notes/new").headerFields[.cacheControl] == "private, no-cache")
    }

    @Test func aFormThatIsSentTwiceCreatesOneNote() throws {
        let form = try form()
        #expect(app.send(form).headerFields[.location] == "/notes/1")
        #expect(app.send(form).headerFields[.location] == "/notes/1")
        #expect(try total == 1)
        #expect(app.get("/notes/1").text.contains("Note created successfully."))
    }

    @Test func aFirstFormReadsNothing() throws {
        let note = try app.create("Idea")
        let app = try TestApp(store: FailingStore(created: note))
        let form = try #require(app.form("/notes/new")).with(["title": "Idea", "content": "text"])
        #expect(app.send(form).headerFields[.location] == "/notes/1")
    }

    @Test(arguments: [nil, "", "short", "zz" + String(repeating: "0", count: 30)] as [String?])
    func aFormWithoutAKeyCreatesANoteEachTime(_ key: String?) throws {
        var form = try form()
        form.fields["key"] = key
        #expect(app.send(form).headerFields[.location] == "/notes/1")
        #expect(app.send(form).headerFields[.location] == "/notes/2")
    }

    @Test func aChangedTextIsNotDropped() throws {
        let form = try form()
        #expect(app.send(form).status == .seeOther)
        let page = app.send(form, ["content": "second text"])
        #expect(page.status == .conflict)
        #expect(page.text.contains("This form has already created a note. Your text is still here"))
        #expect(page.text.contains(#"<a href="/notes/1">Show the note that this form has created</a>"#))
        #expect(page.text.contains(#"formaction="/notes/1/edit">Save changes to it</button>"#))
        #expect(page.text.contains(#"<button type="submit">Save as a new note</button>"#))
        #expect(PageForm(page)?.fields["content"] == "second text")
        #expect(PageForm(page)?.fields["key"] != form.fields["key"])
        #expect(try total == 1 && app.store.note(1).content == "first text")
    }

    @Test func theChangedTextCanBeSavedInTheNote() throws {
        let form = try form()
        #expect(app.send(form).status == .seeOther)
        var shown = try #require(PageForm(app.send(form, ["content": "second text"])))
        shown.action = "/notes/1/edit"
        #expect(app.send(shown).headerFields[.location] == "/notes/1")
        #expect(try total == 1 && app.store.note(1).content == "second text")
    }

    @Test func theChangedTextIsMergedWithLaterChangesOfTheNote() throws {
        let form = try form()
        #expect(app.send(form).status == .seeOther)
        try app.store.update(1, title: "Their title")
        var shown = try #require(PageForm(app.send(form, ["content": "second text"])))
        shown.action = "/notes/1/edit"
        #expect(app.send(shown).status == .seeOther)
        #expect(try app.store.note(1).title == "Their title" && app.store.note(1).content == "second text")
    }

    @Test func theChangedTextCanBecomeANewNote() throws {
        let form = try form()
        #expect(app.send(form).status == .seeOther)
        let shown = try #require(PageForm(app.send(form, ["content": "second text"])))
        #expect(shown.action == "/notes/new")
        for _ in 1...2 { #expect(app.send(shown).headerFields[.location] == "/notes/2") }
        #expect(try app.store.note(1).content == "first text" && app.store.note(2).content == "second text")
    }

    @Test(arguments: [["title": " "], ["csrf_token": "x"]])
    func aFormThatIsRejectedAfterwardsStillOffersTheNote(_ changes: [String: String]) throws {
        let form = try form()
        #expect(app.send(form).status == .seeOther)
        let first = PageForm(app.send(form, ["content": "second text"]))
        let second = app.send(first, changes)
        #expect(second.status.kind == .clientError)
        #expect(second.text.contains(#"<a href="/notes/1">Show the note that this form has created</a>"#))
        var shown = try #require(PageForm(second))
        #expect(second.text.contains(#"formaction="/notes/1/edit">Save changes to it</button>"#))
        shown.action = "/notes/1/edit"
        #expect(app.send(shown, ["title": "Idea"]).headerFields[.location] == "/notes/1")
        #expect(try total == 1 && app.store.note(1).content == "second text")
    }

    @Test func aRejectedFormKnowsThatTheNoteWasDeletedMeanwhile() throws {
        let form = try form()
        #expect(app.send(form).status == .seeOther)
        let first = PageForm(app.send(form, ["content": "second text"]))
        try app.store.delete(1)
        #expect(app.send(first, ["title": ""]).text.contains(#"<a href="/notes/trash">Show the trash</a>"#))
        try app.store.purge(1, nil)
        let page = app.send(first, ["title": ""])
        #expect(page.status == .unprocessableContent && !page.text.contains("Save changes to it"))
    }

    @Test(arguments: ["first text", "second text"]) func aNoteInTheTrashCanBeBroughtBack(_ text: String) throws {
        let form = try form()
        #expect(app.send(form).status == .seeOther)
        try app.store.delete(1)
        let page = app.send(form, ["content": text])
        #expect(page.status == .conflict)
        #expect(page.text.contains("This form has already created a note. It is in the trash."))
        #expect(page.text.contains(#"<a href="/notes/trash">Show the trash</a>"#))
        var shown = try #require(PageForm(page))
        shown.action = "/notes/1/edit"
        #expect(app.send(shown).headerFields[.location] == "/notes/1")
        #expect(try app.store.note(1).content == text)
    }

    /// The Flask app changes the time if somebody saves a form without a change. The first version is then not stored.
    @Test func aNoteOfWhichOnlyTheTimeChangedIsNotInTheTrash() throws {
        let form = try form()
        #expect(app.send(form).status == .seeOther)
        try app.otherProgram().write {
            try $0.execute(sql: "UPDATE note SET updated_at = '2099-01-01 00:00:00.000000'")
        }
        let page = app.send(form, ["content": "second text"])
        #expect(page.status == .conflict && !page.text.contains("in the trash"))
        #expect(page.text.contains(#"formaction="/notes/1/edit">Save changes to it</button>"#))
        try app.store.delete(1)
        #expect(app.send(form, ["content": "second text"]).text.contains("It is in the trash."))
    }

    @Test(arguments: ["first text", "second text"]) func aNoteThatIsDeletedForGoodIsNotOffered(_ text: String) throws {
        let form = try form()
        #expect(app.send(form).status == .seeOther)
        try app.store.delete(1)
        try app.store.purge(1, nil)
        let page = app.send(form, ["content": text])
        #expect(page.status == .conflict)
        #expect(page.text.contains("It was deleted for good. Your text is still here"))
        #expect(!page.text.contains("Save changes to it") && !page.text.contains("/notes/1"))
        #expect(app.send(PageForm(page)).headerFields[.location] == "/notes/2")
        #expect(try app.store.note(2).content == text)
    }

    @Test func withoutHistoryARepeatedFormLeadsToTheNoteAsItIsNow() throws {
        let app = try TestApp(retention: Retention(historyDays: 0))
        let form = try #require(app.form("/notes/new")).with(["title": "Idea", "content": "first text"])
        #expect(app.send(form).status == .seeOther)
        try app.store.update(1, content: "changed")
        #expect(app.send(form).headerFields[.location] == "/notes/1")
        #expect(app.send(form, ["content": "second text"]).status == .conflict)
    }

    @Test func aRejectedFormKeepsItsKey() throws {
        let form = try form()
        let page = app.send(form, ["title": " "])
        #expect(page.status == .unprocessableContent && PageForm(page)?.fields["key"] == form.fields["key"])
        #expect(app.send(PageForm(page), ["title": "Idea"]).headerFields[.location] == "/notes/1")
    }

    @Test func anExpiredFormKeepsItsKeyAndText() throws {
        let form = try form()
        #expect(app.send(form).status == .seeOther)
        app.forgetCookie()
        let page = app.send(form, ["csrf_token": "old"])
        #expect(page.status == .badRequest)
        #expect(PageForm(page)?.fields["key"] == form.fields["key"])
        #expect(PageForm(page)?.fields["content"] == "first text")
        #expect(app.send(PageForm(page)).headerFields[.location] == "/notes/1", "the form created this note before")
    }

    @Test func keysOfDifferentUsersAreDifferent() throws {
        let form = try form()
        func send(_ user: String) -> Response {
            let body = form.fields.map { "\(PercentEncoding.encode($0.key))=\(PercentEncoding.encode($0.value))" }
            var request = Request(
                method: .post, target: form.action, body: .complete(Array(body.joined(separator: "&").utf8)))
            request.remoteUser = user
            return app.respond(to: request)
        }
        #expect(send("anna").headerFields[.location] == "/notes/1")
        #expect(send("ben").headerFields[.location] == "/notes/2")
        #expect(send("anna").headerFields[.location] == "/notes/1")
    }
}
