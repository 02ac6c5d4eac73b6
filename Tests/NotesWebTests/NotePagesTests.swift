import HTTPTypes
import HTTPValues
import Notes
import Testing

@Suite struct NotePagesTests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
    }

    /// The titles in a list, in its order.
    private func titles(_ response: Response) -> [String] {
        response.text.matches(of: /<h2 dir="auto"><a href="\/notes\/\d+">(.*?)<\/a>/).map { String($0.1) }
    }

    @Test func theListShowsTenNotesPinnedFirst() throws {
        for number in 1...25 { try app.create("n\(number)", isPinned: number == 3) }
        let first = app.get("/notes")
        #expect(first.status == .ok)
        #expect(first.headerFields[.contentType] == "text/html; charset=utf-8")
        #expect(titles(first) == ["n3"] + (17...25).reversed().map { "n\($0)" })
        #expect(first.text.contains(#"rel="next" href="/notes?page=2""#) && !first.text.contains("rel=\"prev\""))
        let last = app.get("/notes?page=3")
        #expect(titles(last) == ["n6", "n5", "n4", "n2", "n1"])
        #expect(last.text.contains(#"rel="prev" href="/notes?page=2""#) && !last.text.contains("rel=\"next\""))
    }

    @Test(arguments: ["x", "0", "-1", "", "1.5"]) func aPageThatIsNoNumberIsTheFirst(_ page: String) throws {
        for number in 1...11 { try app.create("n\(number)") }
        #expect(titles(app.get("/notes?page=\(page)")).first == "n11")
    }

    @Test(arguments: ["3", "99999999999999999999"]) func aPagePastTheEndSaysSo(_ page: String) throws {
        for number in 1...11 { try app.create("n\(number)") }
        let response = app.get("/notes?page=\(page)")
        #expect(response.status == .ok)
        #expect(titles(response).isEmpty)
        #expect(response.text.contains("There are no notes on page"))
        #expect(response.text.contains(#"rel="prev" href="/notes?page=2""#))
    }

    @Test func anEmptyListSaysSo() {
        #expect(app.get("/notes").text.contains("There are no notes yet."))
        #expect(app.get("/notes?q=x").text.contains("No note contains this text."))
    }

    @Test func theListSearches() throws {
        for number in 1...12 { try app.create("GRÖSSE & <\(number)>", isPinned: number == 1) }
        try app.create("other")
        let response = app.get("/notes?q=%20gr%C3%B6sse+%26+")
        #expect(titles(response).count == 10)
        #expect(titles(response).first == "GRÖSSE &amp; &lt;1&gt;")
        #expect(response.text.contains(#"name="q" value="grösse &amp;""#))
        #expect(response.text.contains(#"href="/notes?q=gr%C3%B6sse%20%26&amp;page=2""#))
        #expect(titles(app.get("/notes?q=gr%C3%B6sse%20%26&page=2")).count == 2)
        #expect(titles(app.get("/notes?q=+")).count == 10)
    }

    @Test func aNoteIsShownWithItsLinesAndTimes() throws {
        let note = try app.create("T & <b>", "line 1\n  line \"2\"\n\n<script>alert(1)</script>")
        let text = app.get("/notes/1").text
        #expect(text.contains("<h1 dir=\"auto\">T &amp; &lt;b&gt;</h1>"))
        #expect(
            text.contains(
                "<div class=\"content\" dir=\"auto\">line 1\n  line &quot;2&quot;\n\n&lt;script&gt;alert(1)&lt;/script&gt;</div>"
            ))
        #expect(text.contains("<time datetime=\"\(try #require(note.createdAt).rfc3339.prefix(23))Z\">"))
        #expect(text.contains("href=\"/notes/1/edit\"") && text.contains("href=\"/notes/1/delete\""))
        #expect(!text.contains("Updated"))
    }

    @Test(arguments: [
        "/notes/1", "/notes/1/edit", "/notes/1/delete", "/notes/abc", "/notes/99999999999999999999", "/other", "/",
    ])
    func whatIsNotThereIsAPageWithNavigation(_ target: String) {
        let response = app.get(target)
        #expect(response.status == .notFound)
        #expect(response.headerFields[.contentType] == "text/html; charset=utf-8")
        #expect(response.text.contains("<nav") && response.text.contains("href=\"/notes\""))
    }

    @Test func aNoteIsCreated() throws {
        let response = app.post("/notes/new", ["title": " A ", "content": "x\r\ny\r\n", "is_pinned": "true"])
        #expect(response.status == .seeOther)
        #expect(response.headerFields[.location] == "/notes/1")
        let note = try app.store.note(1)
        #expect(note.title == "A" && note.content == "x\ny" && note.isPinned)
        #expect(app.get("/notes/1").text.contains("<p>Note created successfully.</p>"))
        #expect(!app.get("/notes/1").text.contains("Note created successfully."))
    }

    @Test func aNoteIsChanged() throws {
        try app.create("old", "old content", isPinned: true)
        let form = app.get("/notes/1/edit").text
        #expect(
            form.contains("value=\"old\"") && form.contains(">\nold content</textarea>") && form.contains(" checked>"))
        let response = app.post("/notes/1/edit", ["title": "new", "content": "new content"])
        #expect(response.status == .seeOther)
        #expect(response.headerFields[.location] == "/notes/1")
        let note = try app.store.note(1)
        #expect(note.title == "new" && note.content == "new content" && !note.isPinned)
        let page = app.get("/notes/1").text
        #expect(page.contains("<p>Note updated.</p>") && page.contains("Updated <time"))
    }

    @Test func aNoteIsDeletedOnlyByPost() throws {
        try app.create("kept? <i>")
        let page = app.get("/notes/1/delete")
        #expect(page.status == .ok && page.text.contains("kept? &lt;i&gt;"))
        #expect(try app.store.page(NoteQuery()).total == 1)
        let response = app.post("/notes/1/delete", [:])
        #expect(response.status == .seeOther)
        #expect(response.headerFields[.location] == "/notes")
        #expect(try app.store.page(NoteQuery()).total == 0)
        #expect(app.get("/notes").text.contains("<p>Note deleted.</p>"))
    }

    @Test func aRejectedFormComesBackAsItWasTyped() throws {
        let title = String(repeating: "<t>", count: 70)
        let response = app.post("/notes/new", ["title": title, "content": " \r\n ", "is_pinned": "true"])
        #expect(response.status == .unprocessableContent)
        let text = response.text
        #expect(text.contains(String(repeating: "&lt;t&gt;", count: 70)))
        #expect(text.contains(">\n \n </textarea>"))
        #expect(text.contains(" checked>"))
        #expect(text.contains(#"aria-invalid="true" aria-describedby="title-error""#))
        #expect(text.contains(#"id="title-error">Title must be at most 200 characters.</p>"#))
        #expect(text.contains(#"aria-invalid="true" aria-describedby="content-error""#))
        #expect(text.contains(#"id="content-error">Content is required.</p>"#))
        #expect(response.token != nil)
        #expect(try app.store.page(NoteQuery()).total == 0)
    }

    @Test func aRejectedChangeGoesToTheSameNote() throws {
        try app.create("x")
        let response = app.post("/notes/1/edit", ["title": "", "content": "typed"])
        #expect(response.status == .unprocessableContent)
        #expect(response.text.contains(#"action="/notes/1/edit""#) && response.text.contains("typed</textarea>"))
        #expect(try app.store.note(1).title == "x")
    }

    @Test func aNULIsRefusedAndTheRestComesBack() {
        let response = app.post("/notes/new", ["title": "a\0b", "content": "my text"])
        #expect(response.status == .unprocessableContent)
        #expect(response.text.contains("Title must not contain NUL.") && response.text.contains("my text</textarea>"))
        #expect(!response.body.contains(0))
    }

    @Test func theTextOfANoteThatWasDeletedMeanwhileIsKept() throws {
        try app.create("x")
        let token = app.get("/notes/1/edit").token
        try app.store.delete(1)
        let response = app.post("/notes/1/edit", ["csrf_token": token ?? "", "title": "long", "content": "work"])
        #expect(response.status == .notFound)
        #expect(response.text.contains(#"action="/notes/new""#) && response.text.contains("work</textarea>"))
    }

    @Test(arguments: ["a\r\nb", "a\rb", "a\n\nb\r\n\rc", "a\nb", "\ttab\u{2028}x"])
    func aFormThatNobodyChangedChangesNothing(_ content: String) throws {
        let note = try app.create("a\nb", "x\(content)y")
        // As a browser sends it: every line end a CRLF in a text area, none in a text field.
        let sent = note.content.replacing("\r\n", with: "\n").replacing("\r", with: "\n").replacing("\n", with: "\r\n")
        #expect(app.post("/notes/1/edit", ["title": "ab", "content": sent]).status == .seeOther)
        #expect(try app.store.note(1) == note)
        #expect(try Array(app.store.note(1).content.utf8) == Array(note.content.utf8))
    }

    @Test(arguments: [("true", true), ("on", true), ("1", true), ("false", false), ("0", false), ("", false)])
    func aCheckboxIsPinnedOrNot(_ value: String, _ isPinned: Bool) throws {
        #expect(app.post("/notes/new", ["title": "x", "content": "y", "is_pinned": value]).status == .seeOther)
        #expect(try app.store.note(1).isPinned == isPinned)
    }

    @Test func formsThatAreNotUTF8AreRefused() {
        let request = Request(method: .post, target: "/notes/new", body: .complete(Array("title=%FF".utf8)))
        #expect(app.respond(to: request).status == .badRequest)
    }
}
