import HTTPTypes
import HTTPValues
import Notes
import StoreContract
import Testing

/// A form without a token changes a note only if the browser says that a page of this site sent the form, or if the user
/// confirms the change.
@Suite struct FormWithoutTokenTests {
    struct Button: CustomTestStringConvertible, Sendable {
        let path: String
        var fields: [String: String] = [:]

        var testDescription: String { path }
    }

    private static let buttons = [
        Button(path: "/pin", fields: ["is_pinned": "true", "back": "list"]),
        Button(path: "/tick", fields: ["box": "3"]),
        Button(path: "/lines", fields: ["line": "a <b> & \"c\"\r\nd"]),
    ]

    private let app: TestApp
    private let version: NoteVersion

    init() throws {
        app = try TestApp()
        version = try app.create("x & y", "- [ ] a").version
    }

    private func send(_ button: Button, _ fields: RequestFields, token: String = "") -> Response {
        let common = ["version": version.description, "csrf_token": token]
        return app.post(
            "/notes/1" + button.path, button.fields.merging(common) { $1 }.filter { !$0.value.isEmpty },
            headerFields: fields)
    }

    private func expectUnchanged() throws { #expect(try app.store.note(1).version == version) }

    @Test(
        arguments: buttons,
        [
            RequestFields(secFetchSite: "same-origin"),
            RequestFields(origin: "https://evil.example", secFetchSite: "same-origin"),
            RequestFields(origin: "http://notes.example"), RequestFields(origin: "https://NOTES.example"),
        ]) func aFormOfThisSiteNeedsNoToken(_ button: Button, _ fields: RequestFields) throws
    {
        #expect(send(button, fields).status == .seeOther)
        #expect(try app.store.note(1).version != version)
    }

    @Test(
        arguments: buttons,
        [
            RequestFields(secFetchSite: "cross-site"), RequestFields(secFetchSite: "same-site"),
            RequestFields(secFetchSite: ""), RequestFields(secFetchSite: "Same-Origin"),
            RequestFields(origin: "http://notes.example", secFetchSite: "cross-site"),
            RequestFields(origin: "https://evil.example"), RequestFields(origin: "null"), RequestFields(origin: ""),
            RequestFields(origin: "http://notes.example:81"),
            RequestFields(origin: "http://notes.example.evil.example"),
        ]) func aFormOfAnotherSiteIsRefusedEvenWithAToken(_ button: Button, _ fields: RequestFields) throws
    {
        let token = try #require(app.get("/notes/new").token)
        for token in ["", token] {
            let response = send(button, fields, token: token)
            #expect(response.status == .badRequest && response.token == nil)
            #expect(response.text.contains("A page of another site tried to change this note."))
            #expect(!response.text.contains("a &lt;b&gt;"), "the other site does not fill in a field")
        }
        try expectUnchanged()
    }

    @Test(
        arguments: buttons,
        [
            RequestFields(), RequestFields(secFetchSite: "none"),
            RequestFields(origin: "http://notes.example", secFetchSite: "none"),
        ])
    func aFormOfAnUnknownSiteIsConfirmed(_ button: Button, _ fields: RequestFields) throws {
        let question = send(button, fields)
        #expect(question.status == .badRequest && question.headerFields[.cacheControl] == "private, no-cache")
        #expect(question.text.contains("please confirm") && question.text.contains("x &amp; y"))
        #expect(question.text.contains("<p class=\"excerpt\" dir=\"auto\">a &lt;b&gt; ") == (button.path == "/lines"))
        #expect(question.alert.isEmpty && Markup.mistakes(in: question.text).isEmpty)
        try expectUnchanged()

        let form = try #require(PageForm(question))
        #expect(form.action == "/notes/1" + button.path)
        let again = app.post(form.action, form.with(["csrf_token": "00"]).fields, headerFields: fields)
        #expect(again.status == .badRequest && again.alert == "This form has expired.")
        try expectUnchanged()

        let expected = try #require(send(button, fields).token)
        #expect(
            app.post(form.action, form.with(["csrf_token": expected]).fields, headerFields: fields).status == .seeOther)
        let note = try app.store.note(1)
        switch button.path {
        case "/pin": #expect(note.isPinned)
        case "/tick": #expect(note.content == "- [x] a")
        default: #expect(note.content == "- [ ] a\n- [ ] a <b> & \"c\" d")
        }
    }

    @Test(arguments: buttons) func aBrowserWithoutCookiesIsAskedToAllowThem(_ button: Button) throws {
        let question = send(button, RequestFields())
        let form = try #require(PageForm(question))
        app.forgetCookie()
        #expect(app.post(form.action, form.fields).alert.contains("please allow cookies for this site."))
        try expectUnchanged()
    }

    @Test(arguments: buttons) func nothingButTheFieldsOfAFormIsKept(_ button: Button) throws {
        let other = Button(path: button.path, fields: button.fields.merging(["content": "<evil>", "x": "y"]) { $1 })
        let form = try #require(PageForm(send(other, RequestFields())))
        let known = Set(button.fields.keys).union(["csrf_token", "version"])
        #expect(Set(form.fields.keys).isSubset(of: known))
    }

    @Test func formsThatReplaceOrDeleteATextStillNeedAToken() throws {
        for (path, fields) in [("/edit", ["title": "t", "content": "c"]), ("/delete", [:]), ("/restore", [:])] {
            let response = send(
                Button(path: path, fields: fields), RequestFields(secFetchSite: "same-origin"), token: "x")
            #expect(response.status == .badRequest)
        }
        try expectUnchanged()
    }
}
