import HTTPTypes
import HTTPValues
import Notes
import NotesWeb
import StoreContract
import Testing

/// A note's page shows its text formatted, or as it was typed. The stored text stays as it is.
@Suite struct ShownTextTests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
    }

    @Test func aNoteIsFormatted() throws {
        try app.create("Plan", "# Today\n- [ ] buy *milk*\n\n<b>raw</b> & https://example.org")
        let page = app.get("/notes/1").text
        #expect(page.contains("<h2 dir=\"auto\">Today</h2>"))
        #expect(page.contains("name=\"box\" value=\"11\""))
        #expect(page.contains("buy <em>milk</em>"))
        #expect(page.contains("&lt;b&gt;raw&lt;/b&gt; &amp; <a href=\"https://example.org\""))
        #expect(!page.contains("class=\"notice\""))
    }

    @Test func tagsAndLinksToNotesLeadBelowThePath() throws {
        var configuration = NotesApp.Configuration()
        configuration.basePath = "/x/y"
        let app = try TestApp(configuration: configuration)
        let text = "#garden [[Bread & butter]]"
        try app.create("Plan", text)
        let version = try app.store.note(1).version
        try app.store.update(1, content: "\(text)!")
        for page in [
            app.get("/x/y/notes/1"), app.get("/x/y/notes/1/history/\(version)"),
            app.post("/x/y/notes/new/preview", ["title": "a", "content": text]),
        ] {
            #expect(page.text.contains("<a class=\"tag\" href=\"/x/y/notes?q=%23garden\">#garden</a>"))
            #expect(page.text.contains("href=\"/x/y/notes/title?title=Bread%20%26%20butter\">Bread &amp; butter</a>"))
        }
    }

    @Test func aTextBeyondTheLimitsIsShownAsItIsAndThePageSaysSo() throws {
        try app.create("Deep", "\n" + String(repeating: "> ", count: 200) + "<end>")
        let page = app.get("/notes/1").text
        #expect(page.contains("class=\"notice\""))
        #expect(page.contains("<pre>\n\(String(repeating: "&gt; ", count: 200))&lt;end&gt;</pre>"))
    }

    @Test func aSwitchShowsTheTextAsItWasTyped() throws {
        _ = app.post("/notes/new", ["title": "Plan", "content": "\r\n  *a* & <b>\r\n\r\n"])
        #expect(app.get("/notes/1").text.contains("href=\"/notes/1?view=text\""))
        let page = app.get("/notes/1?view=text").text
        #expect(page.contains("<pre class=\"typed\" dir=\"auto\">\n\n  *a* &amp; &lt;b&gt;\n\n</pre>"))
        #expect(page.contains("href=\"/notes/1\">Show formatted</a>"))
        #expect(try app.store.note(1).content == "\n  *a* & <b>\n\n")
    }

    @Test func nobodyCanTickABoxInAnOldVersion() throws {
        try app.create("Plan", "- [ ] milk")
        let version = try app.store.note(1).version
        try app.store.update(1, content: "- [x] milk")
        let page = app.get("/notes/1/history/\(version)").text
        #expect(page.contains("role=\"checkbox\" aria-checked=\"false\" disabled"))
        #expect(!page.contains("name=\"box\""))
    }

    @Test func theMarkdownFileHasTheTitleAndTheExactText() throws {
        let content = "\n  *a* & <b>\n\tc  \n"
        _ = app.post("/notes/new", ["title": "Grüße <1>", "content": content])
        _ = app.get("/notes/1")
        let file = app.get("/notes/1.md")
        #expect(file.status == .ok)
        #expect(file.headerFields[.contentType] == "text/markdown; charset=utf-8")
        #expect(file.headerFields[.contentDisposition] == nil)
        #expect(file.body == Array("# Grüße <1>\n\n\(content)".utf8))
        #expect(file.entityTag != nil && file.entityTag != app.get("/api/notes/1").entityTag)
        let again = Request(target: "/notes/1.md", fields: RequestFields(ifNoneMatch: file.entityTag))
        #expect(app.respond(to: again).status == .notModified)
    }

    @Test func aDownloadIsNamedAfterTheNote() throws {
        try app.create("Grüße: a/b \"c\"\n", "x")
        #expect(
            app.get("/notes/1.md?download").headerFields[.contentDisposition]
                == "attachment; filename=\"Gr__e- a-b -c-.md\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe-%20a-b%20-c-.md")
    }

    @Test(arguments: ["/notes/2.md", "/notes/x.md", "/notes/.md", "/notes/1.txt"])
    func aFileThatDoesNotExistIsNotFound(_ target: String) throws {
        try app.create("Plan", "x")
        #expect(app.get(target).status == .notFound)
    }

    @Test func theHelpShowsWhatMarkdownCanDo() throws {
        let page = app.get("/notes/help")
        #expect(page.status == .ok && page.isCacheable)
        #expect(page.text.contains("**bold**") && page.text.contains("<strong>bold</strong>"))
        #expect(app.get("/notes").text.contains("href=\"/notes/help\""))
    }
}
