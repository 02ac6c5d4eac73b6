import HTTPTypes
import HTTPValues
import Notes
import Testing

/// The buttons of the form besides Save, and forms that start with a text.
@Suite struct EditorTests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
    }

    /// Presses the button "Preview" of a form.
    private func preview(_ form: PageForm, _ changes: [String: String] = [:]) -> Response {
        var form = form
        form.action = form.action.replacing(/\/edit$/, with: "") + "/preview"
        return app.send(form, changes)
    }

    @Test func aPreviewShowsTheNoteAndSavesNothing() throws {
        try app.create("Plan", "old")
        let form = try #require(app.form("/notes/1/edit"))
        let page = preview(form, ["title": "New <plan>", "content": "- [ ] *milk*\r\n- bread"])
        #expect(page.status == .ok)
        #expect(page.text.contains("New &lt;plan&gt;</h2>") && page.text.contains("<em>milk</em>"))
        #expect(page.text.contains("aria-checked=\"false\" disabled"), "nobody can tick a box in a preview")
        #expect(try app.store.note(1).content == "old")

        #expect(page.text.contains(#"formaction="/notes/1/preview""#))
        let again = try #require(PageForm(page))
        #expect(again.fields["version"] == form.fields["version"])
        #expect(again.fields["content"] == "- [ ] *milk*\n- bread")
        #expect(app.send(again).headerFields[.location] == "/notes/1")
        #expect(try app.store.note(1).content == "- [ ] *milk*\n- bread")
    }

    @Test func aFormThatIsSavedAfterAPreviewStillCreatesOneNote() throws {
        let form = try #require(app.form("/notes/new")).with(["title": "a", "content": "b"])
        let preview = try #require(PageForm(preview(form)))
        #expect(preview.fields["key"] == form.fields["key"])
        #expect(app.send(preview).headerFields[.location] == "/notes/1")
        #expect(app.send(preview).headerFields[.location] == "/notes/1")
        #expect(try app.store.page(NoteQuery()).total == 1)
    }

    @Test func aPreviewWorksAfterTheSessionHasExpired() throws {
        let form = try #require(app.form("/notes/new"))
        let page = preview(form, ["title": "a", "content": "*b*", "csrf_token": "?"])
        #expect(page.status == .ok && page.text.contains("<em>b</em>"))
        #expect(app.send(PageForm(page)).status == .seeOther)
    }

    @Test func savingCanLeadBackToTheForm() throws {
        let new = try #require(app.form("/notes/new"))
        let created = app.send(new, ["title": "a", "content": "b", "then": "keep"])
        #expect(created.headerFields[.location] == "/notes/1/edit")
        let page = app.get("/notes/1/edit")
        #expect(page.text.contains("Note created successfully."))
        let saved = app.send(PageForm(page), ["content": "c", "then": "keep"])
        #expect(saved.headerFields[.location] == "/notes/1/edit")
        #expect(app.get("/notes/1/edit").text.contains("Note updated."))
        #expect(try app.store.note(1).content == "c")
    }

    @Test func withoutANamedButtonAFormSaves() throws {
        let page = app.get("/notes/new").text
        let buttons = page.matches(of: /<button type="submit"([^>]*)>/).map { String($0.1) }
        #expect(
            buttons.first?.contains("name=") == false && buttons.first?.contains("formaction=") == false,
            "Enter presses the first button, which saves")
        let form = try #require(app.form("/notes/new"))
        #expect(app.send(form, ["title": "a", "content": "b", "then": "?"]).headerFields[.location] == "/notes/1")
    }

    @Test func anAddressCanFillTheForm() throws {
        let target = "/notes/new?title=A+%26+b&content=line+1%0Aline+2&url=https%3A%2F%2Fexample.org%2F"
        let form = try #require(app.form(target))
        #expect(form.fields["title"] == "A & b")
        #expect(form.fields["content"] == "line 1\nline 2\n\nhttps://example.org/")
        #expect(form.action == "/notes/new")
        #expect(try app.store.page(NoteQuery()).total == 0)
    }

    @Test func aNoteCanBeCopied() throws {
        try app.create("Plan", "- [ ] milk", isPinned: true)
        #expect(app.get("/notes/1").text.contains("href=\"/notes/new?copy=1\""))
        let form = try #require(app.form("/notes/new?copy=1"))
        #expect(app.send(form).headerFields[.location] == "/notes/2")
        #expect(try app.store.note(2).content == "- [ ] milk")
        #expect(app.get("/notes/new?copy=9").status == .notFound)
    }

    @Test func aCopyLeadsBackToTheListOfItsOriginal() throws {
        try app.create("Plan", "- [ ] milk")
        let note = app.get("/notes/1?sort=title&page=2").text
        #expect(note.contains(#"href="/notes/new?sort=title&amp;page=2&amp;copy=1""#))
        let address = "/notes/new?sort=title&page=2&copy=1"
        #expect(app.get(address).text.contains(#"href="/notes?sort=title&amp;page=2" data-cancel"#))
        let form = try #require(app.form(address))
        #expect(app.send(form).headerFields[.location] == "/notes/2?sort=title&page=2")
    }

    @Test func theCursorIsWhereTypingBegins() throws {
        func focused(_ page: Response) -> [String] {
            page.text.matches(of: /id="([a-z]+)"[^>]* autofocus/).map { String($0.1) }
        }
        #expect(focused(app.get("/notes/new")) == ["title"])
        #expect(focused(app.get("/notes/new?title=a")) == ["content"])
        let form = try #require(app.form("/notes/new"))
        #expect(focused(app.send(form, ["title": "", "content": ""])) == ["title"])
        #expect(focused(app.send(form, ["title": "a", "content": ""])) == ["content"])
        try app.create("a", "b")
        #expect(focused(app.get("/notes/1/edit")) == [])
    }
}
