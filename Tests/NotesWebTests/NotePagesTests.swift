import GRDB
import HTTPTypes
import HTTPValues
import Notes
import StoreContract
import Testing

@Suite struct NotePagesTests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
    }

    /// The titles in a list, in its order.
    private func titles(_ response: Response) -> [String] {
        response.text.matches(of: /<h2 dir="auto"><a href="\/notes\/\d+[^"]*">(.*?)<\/a>/).map { String($0.1) }
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

    @Test(arguments: ["x", "0", "-1", "", "1.5", "99999999999999999999"]) func aPageThatIsNotANumberIsTheFirst(
        _ page: String
    ) throws {
        for number in 1...11 { try app.create("n\(number)") }
        #expect(titles(app.get("/notes?page=\(page)")).first == "n11")
    }

    @Test func aPagePastTheEndExplainsItself() throws {
        for number in 1...11 { try app.create("n\(number)") }
        let response = app.get("/notes?page=99")
        #expect(response.status == .ok)
        #expect(titles(response).isEmpty)
        #expect(
            response.text.contains("There is no page 99. The last page is 2.") && !response.text.contains("Page 99"))
        #expect(response.text.contains("<title>All notes, no page 99 · Notes</title>"))
        #expect(response.text.contains(#"rel="prev" href="/notes?page=2""#))
    }

    @Test func anEmptyListExplainsItself() {
        let empty = app.get("/notes").text
        #expect(empty.contains("There are no notes yet.") && empty.contains("Write the first note"))
        #expect(!empty.contains("sort="))
    }

    @Test func aCardShowsTheTimeOfALaterChange() throws {
        for title in ["new", "from the tutorial's app", "changed"] { try app.create(title) }
        try app.otherProgram().write { db in
            try db.execute(
                sql: """
                    UPDATE note SET created_at = '2026-01-01 10:00:00.000000' WHERE id > 1;
                    UPDATE note SET updated_at = '2096-01-01 10:00:00.000000' WHERE id = 3;
                    """)
            // This program's triggers would replace the time.
            try db.execute(sql: "UPDATE note SET created_at = updated_at WHERE id = 2")
        }
        let cards = app.get("/notes").text.split(separator: "<li ").dropFirst()
        let changed = cards.filter { $0.contains("<span>Changed <time") }
        #expect(cards.count == 3 && changed.count == 1)
        #expect(changed.first?.hasPrefix(#"id="note-3""#) == true)
        #expect(changed.first?.contains(#"<time datetime="2096-01-01T10:00:00.000Z">"#) == true)
    }

    @Test func aSearchWithoutResultsSaysSoOnceAndOffersANewNote() throws {
        try app.create("other")
        let text = app.get("/notes?q=M%C3%BCll+%26").text
        #expect(text.contains(#"<p role="status">No note was found: <span dir="auto">“Müll” and “&amp;”</span>.</p>"#))
        #expect(text.contains(#" href="/notes/new?title=M%C3%BCll%20%26">New note with this title</a>"#))
        #expect(text.contains(#"<a href="/notes">Show all notes</a>"#))
        #expect(text.matches(of: /No note/).count == 1 && !text.contains("sort="))
    }

    @Test func theListSearches() throws {
        for number in 1...12 { try app.create("GRÖSSE & <\(number)>", isPinned: number == 1) }
        try app.create("other")
        let response = app.get("/notes?q=%20gr%C3%B6sse+%26+")
        #expect(titles(response).count == 10)
        #expect(titles(response).first == "<mark>GRÖSSE</mark> <mark>&amp;</mark> &lt;12&gt;")
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
                "<p dir=\"auto\">line 1<br>\nline &quot;2&quot;</p>\n<p dir=\"auto\">&lt;script&gt;alert(1)&lt;/script&gt;</p>"
            ))
        #expect(text.contains("<time datetime=\"\(try #require(note.createdAt).rfc3339.prefix(23))Z\">"))
        #expect(text.contains("href=\"/notes/1/edit\"") && text.contains("href=\"/notes/1/delete\""))
        #expect(!text.contains("Changed"))
    }

    @Test(arguments: [
        "/notes/1", "/notes/1/edit", "/notes/1/delete", "/notes/abc", "/notes/-", "/notes/-1", "/notes/--1",
        "/notes/99999999999999999999", "/other", "/",
    ])
    func theErrorPageHasNavigation(_ target: String) {
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
        #expect(note.title == "A" && note.content == "x\ny\n" && note.isPinned)
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
        #expect(page.contains("<p>Note updated.</p>") && page.contains("Changed <time"))
    }

    @Test func aNoteIsDeletedOnlyByPost() throws {
        try app.create("kept? <i>")
        let page = app.get("/notes/1/delete")
        #expect(page.status == .ok && page.text.contains("kept? &lt;i&gt;"))
        #expect(try app.store.page(NoteQuery()).total == 1)
        let response = app.post("/notes/1/delete", [:])
        #expect(response.status == .seeOther)
        #expect(response.headerFields[.location] == "/notes")
        #expect(
            response.headerFields.contains { $0.name.canonicalName == "clear-site-data" && $0.value == "\"cache\"" })
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
        #expect(text.contains(#"aria-describedby="markdown content-error" aria-invalid="true""#))
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

    @Test func aNULIsRefusedAndTheTextComesBack() {
        let response = app.post("/notes/new", ["title": "a\0b", "content": "my text"])
        #expect(response.status == .unprocessableContent)
        #expect(response.text.contains("Title must not contain NUL.") && response.text.contains("my text</textarea>"))
        #expect(!response.body.contains(0))
    }

    @Test func theTextOfADeletedNoteComesBack() throws {
        try app.create("x")
        let token = app.get("/notes/1/edit").token
        try app.store.delete(1)
        let response = app.post("/notes/1/edit", ["csrf_token": token ?? "", "title": "long", "content": "work"])
        #expect(response.status == .notFound)
        #expect(response.text.contains(#"action="/notes/new""#) && response.text.contains("work</textarea>"))
    }

    @Test(arguments: ["a\r\nb", "a\rb", "a\n\nb\r\n\rc", "a\nb", "\ttab\u{2028}x"])
    func anUnchangedFormChangesNothing(_ content: String) throws {
        let note = try app.create("a\nb", "x\(content)y")
        // As a browser sends it: every line end a CRLF in a text area, none in a text field.
        let sent = note.content.replacing("\r\n", with: "\n").replacing("\r", with: "\n").replacing("\n", with: "\r\n")
        #expect(app.post("/notes/1/edit", ["title": "ab", "content": sent]).status == .seeOther)
        #expect(try app.store.note(1) == note)
        #expect(try Array(app.store.note(1).content.utf8) == Array(note.content.utf8))
    }

    @Test(arguments: [("true", true), ("on", true), ("1", true), ("false", false), ("0", false), ("", false)])
    func aCheckboxPinsTheNote(_ value: String, _ isPinned: Bool) throws {
        #expect(app.post("/notes/new", ["title": "x", "content": "y", "is_pinned": value]).status == .seeOther)
        #expect(try app.store.note(1).isPinned == isPinned)
    }

    @Test(arguments: ["  indented\n  list\n", "\n\nlate", "\t", "x ", "\u{2003}x\u{2028}"])
    func aFormKeepsTheContentExactly(_ content: String) throws {
        let isVisible = content.contains { $0.isLetter }
        let sent = content.replacing("\n", with: "\r\n")
        let response = app.post("/notes/new", ["title": " \u{200B} t ", "content": sent])
        #expect(response.status == (isVisible ? .seeOther : .unprocessableContent))
        guard isVisible else { return }
        #expect(try app.store.note(1).content == content)
        #expect(try app.store.note(1).title == "\u{200B} t")
        // Editing keeps the content, too, and the API trims.
        #expect(app.post("/notes/1/edit", ["title": "t", "content": sent + "\r\n"]).status == .seeOther)
        #expect(try app.store.note(1).content == content + "\n")
    }

    @Test(arguments: ["\u{200B}", "\u{FEFF}\u{1}", " \u{AD}\u{202E} \r\n"])
    func aNoteNeedsVisibleText(_ text: String) throws {
        let response = app.post("/notes/new", ["title": text, "content": text])
        #expect(response.status == .unprocessableContent)
        #expect(response.text.contains("Title is required.") && response.text.contains("Content is required."))
    }

    @Test func anEmptyListHasNoPages() {
        #expect(app.get("/notes?page=99").text.contains("<title>All notes · Notes</title>"))
        #expect(app.get("/notes?q=x&page=7").text.contains("<title>Search: x · Notes</title>"))
    }

    @Test func everyPageHasATitleOfItsOwn() throws {
        for number in 1...11 { try app.create("n\(number) & more") }
        for (target, title) in [
            ("/notes", "All notes"), ("/notes?page=2", "All notes, page 2"), ("/notes?q=n", "Search: n"),
            ("/notes?q=n&page=2", "Search: n, page 2"), ("/notes/1", "n1 &amp; more"), ("/notes/new", "New note"),
            ("/notes/1/edit", "Edit: n1 &amp; more"), ("/notes/1/delete", "Delete: n1 &amp; more"),
        ] {
            #expect(app.get(target).text.contains("<title>\(title) · Notes</title>"), "\(target)")
        }
    }

    @Test func aNoteWithANegativeIDIsReachable() throws {
        try app.otherProgram().write {
            try $0.execute(
                sql: "INSERT INTO note (id, title, content, is_pinned) VALUES (-7, 'negative', 'text', 0)")
        }
        #expect(app.get("/notes").text.contains("href=\"/notes/-7\""))
        #expect(app.get("/notes/-7").text.contains("<h1 dir=\"auto\">negative</h1>"))
        #expect(
            app.post("/notes/-7/edit", ["title": "changed", "content": "text"]).headerFields[.location] == "/notes/-7")
        #expect(try app.get("/api/notes/-7").json["title"] as? String == "changed")
        #expect(app.send(.delete, "/api/notes/-7", "").status == .ok)
    }

    /// Posts a body to the form for a new note.
    private func post(_ body: String, contentType: String, cookie: String? = nil) -> Response {
        let fields = RequestFields(contentType: contentType, cookie: cookie)
        return app.respond(
            to: Request(method: .post, target: "/notes/new", fields: fields, body: .complete(Array(body.utf8))))
    }

    @Test func aFormThatIsNotUTF8ComesBackWithTheCause() throws {
        let response = post(
            "title=caf%E9&content=my+text&is_pinned=true", contentType: "application/x-www-form-urlencoded")
        #expect(response.status == .badRequest)
        #expect(response.text.contains("bytes that are not UTF-8") && response.text.contains("value=\"caf\u{FFFD}\""))
        #expect(response.text.contains("my text</textarea>") && response.text.contains(" checked>"))
        #expect(response.token != nil)
    }

    @Test func aMultipartFormComesBackWithTheCause() throws {
        let body =
            "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nmy title\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\nline 1\r\nline 2\r\n--b--\r\n"
        let response = post(body, contentType: "multipart/form-data; boundary=b")
        #expect(response.status == .unsupportedMediaType)
        #expect(response.text.contains("multipart/form-data") && response.text.contains("value=\"my title\""))
        #expect(response.text.contains(">\nline 1\nline 2</textarea>"))
        #expect(try app.store.page(NoteQuery()).total == 0)
        let unreadable = post(body, contentType: "multipart/form-data")
        #expect(unreadable.text.contains("Nothing was saved.") && !unreadable.text.contains("still here"))
    }

    @Test func aRefusedDeletionKeepsTheNote() throws {
        try app.create("x")
        let response = app.respond(to: Request(method: .post, target: "/notes/1/delete"))
        #expect(response.status == .badRequest && response.text.contains("The note was not deleted."))
        #expect(try app.store.note(1).title == "x")
    }

    @Test func blockedCookiesAreNamedAsTheCause() throws {
        let body = "title=my+title&content=my+text&csrf_token=\(app.get("/notes/new").token ?? "")"
        app.forgetCookie()
        let form = "application/x-www-form-urlencoded"
        let blocked = post(body, contentType: form)
        #expect(blocked.status == .badRequest && blocked.text.contains("Your session has ended."))
        #expect(blocked.text.contains("my text</textarea>") && !blocked.text.contains("expired"))
        app.forgetCookie()
        let expired = post(body, contentType: form, cookie: "notes_session=0.0..00")
        #expect(expired.status == .badRequest && expired.text.contains("has expired"))
        let otherType = post("title=a&content=b", contentType: "text/plain")
        #expect(otherType.status == .badRequest && otherType.text.contains("Content-Type"))
        let other = app.post(
            "/notes/new", ["title": "t", "content": "c"], headerFields: RequestFields(origin: "https://other.example"))
        #expect(other.status == .badRequest && other.text.contains("A page of another site sent this text."))
        #expect(!other.text.contains("data-unsaved"), "a script keeps no draft of a text from another site")
    }
}
