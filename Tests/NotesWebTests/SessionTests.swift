import HTTPTypes
import HTTPValues
import Hashing
import Notes
import NotesWeb
import Testing

/// Cookies and form tokens.
@Suite struct SessionTests {
    private let app: TestApp
    private let note = ["title": "my title", "content": "my long text", "is_pinned": "true"]

    init() throws {
        app = try TestApp()
    }

    /// Posts a form that must be refused. Checks that nothing changes, and that the typed text comes back with a new token.
    private func expectRefused(
        _ fields: [String: String], headerFields: RequestFields = RequestFields(),
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let response = app.post("/notes/new", fields, headerFields: headerFields)
        #expect(response.status == .badRequest, sourceLocation: sourceLocation)
        #expect(response.text.contains("value=\"my title\""), sourceLocation: sourceLocation)
        #expect(response.text.contains("my long text</textarea>"), sourceLocation: sourceLocation)
        #expect(response.text.contains(" checked>"), sourceLocation: sourceLocation)
        #expect(try app.store.page(NoteQuery()).total == 0, sourceLocation: sourceLocation)
        // The form that came back can be sent.
        let again = app.post("/notes/new", note.merging(["csrf_token": response.token ?? ""]) { $1 })
        #expect(again.status == .seeOther, sourceLocation: sourceLocation)
    }

    @Test func aMissingTokenIsRefused() throws {
        try expectRefused(note.merging(["csrf_token": ""]) { $1 })
    }

    @Test func aForgedTokenIsRefused() throws {
        let token = try #require(app.get("/notes/new").token)
        try expectRefused(note.merging(["csrf_token": String(token.reversed())]) { $1 })
    }

    @Test(arguments: ["zz", "é", "00", String(repeating: "0", count: 128), String(repeating: "a", count: 100_000)])
    func aMalformedTokenIsRefused(_ token: String) throws {
        _ = app.get("/notes/new")
        try expectRefused(note.merging(["csrf_token": token]) { $1 })
    }

    @Test func aTokenOfAnotherSessionIsRefused() throws {
        let token = try #require(app.get("/notes/new").token)
        app.forgetCookie()
        _ = app.get("/notes/new")
        try expectRefused(note.merging(["csrf_token": token]) { $1 })
    }

    @Test func aTokenWithoutItsCookieIsRefused() throws {
        let token = try #require(app.get("/notes/new").token)
        app.forgetCookie()
        try expectRefused(note.merging(["csrf_token": token]) { $1 })
    }

    @Test func aStaleTokenIsRefused() throws {
        let token = try #require(app.get("/notes/new").token)
        app.waitForDays(32)
        try expectRefused(note.merging(["csrf_token": token]) { $1 })
    }

    @Test func aTokenOfYesterdayIsValid() throws {
        let token = try #require(app.get("/notes/new").token)
        app.waitForDays(1)
        #expect(app.post("/notes/new", note.merging(["csrf_token": token]) { $1 }).status == .seeOther)
    }

    @Test func aForgedCookieIsRefused() throws {
        let token = try #require(app.get("/notes/new").token)
        app.changeCookie { String($0.dropLast()) + ($0.hasSuffix("0") ? "1" : "0") }
        try expectRefused(note.merging(["csrf_token": token]) { $1 })
    }

    @Test(arguments: [
        RequestFields(secFetchSite: "cross-site"), RequestFields(secFetchSite: "same-site"),
        RequestFields(origin: "https://evil.example"), RequestFields(origin: "null"),
        RequestFields(origin: "http://notes.example:81"), RequestFields(origin: "http://notes.example.evil.example"),
    ])
    func aPostOfAnotherSiteIsRefused(_ headerFields: RequestFields) throws {
        try expectRefused(note, headerFields: headerFields)
    }

    @Test(arguments: [
        RequestFields(secFetchSite: "same-origin"), RequestFields(secFetchSite: "none"),
        RequestFields(origin: "http://notes.example"), RequestFields(origin: "https://NOTES.example"), RequestFields(),
    ])
    func aPostOfThisSiteIsTaken(_ headerFields: RequestFields) throws {
        #expect(app.post("/notes/new", note, headerFields: headerFields).status == .seeOther)
    }

    @Test func aDeletionWithoutATokenAsksAgain() throws {
        try app.create("x")
        let response = app.post("/notes/1/delete", ["csrf_token": "no"])
        #expect(response.status == .badRequest)
        #expect(try app.store.page(NoteQuery()).total == 1)
        #expect(app.post("/notes/1/delete", ["csrf_token": response.token ?? ""]).status == .seeOther)
    }

    @Test func aPageThatNeedsNoCookieSetsNone() throws {
        try app.create("x")
        for target in ["/notes", "/notes/1", "/notes/9", "/api/notes", "/notes?q=x"] {
            #expect(app.get(target).headerFields[.setCookie] == nil, "\(target)")
        }
        #expect(app.get("/notes/new").headerFields[.setCookie] != nil)
        // The cookie of an existing session is not set again.
        #expect(app.get("/notes/new").headerFields[.setCookie] == nil)
    }

    @Test func theCookieIsProtected() {
        let plain = app.get("/notes/new").headerFields[.setCookie] ?? ""
        #expect(plain.contains("; HttpOnly") && plain.contains("; SameSite=Lax") && !plain.contains("Secure"))
        app.forgetCookie()
        let secure = app.respond(to: Request(target: "/notes/new", isSecure: true)).headerFields[.setCookie] ?? ""
        #expect(secure.hasSuffix("; Secure"))
    }

    @Test func onlyOneBrowserMayKeepAPageWithAForm() throws {
        #expect(app.get("/notes").headerFields[.cacheControl] == "no-cache")
        try app.create("x")
        for target in ["/notes/new", "/notes/1/edit", "/notes/1/delete"] {
            #expect(app.get(target).headerFields[.cacheControl] == "private, no-cache", "\(target)")
        }
        let refused = app.post("/notes/new", ["title": "", "content": ""])
        #expect(refused.headerFields[.cacheControl] == "private, no-cache")
    }

    @Test func twoTokensOfOneSessionDiffer() {
        #expect(app.get("/notes/new").token != app.get("/notes/new").token)
    }

    @Test func anotherCookieWithTheSameNameDoesNotMatter() throws {
        let token = try #require(app.get("/notes/new").token)
        app.changeCookie { "0.0..00; notes_session=\($0)" }
        #expect(app.post("/notes/new", note.merging(["csrf_token": token]) { $1 }).status == .seeOther)
    }

    /// Makes an app that signs with another key, for the browser of this test.
    private func appWithNewKey(fallbacks: [SecretKey]) throws -> TestApp {
        var configuration = NotesApp.Configuration()
        configuration.keyFallbacks = fallbacks
        return try TestApp(
            key: SecretKey(Array("a new key".utf8)), configuration: configuration, cookie: app.currentCookie)
    }

    @Test func aTokenOfAFormerKeyIsValid() throws {
        let token = try #require(app.get("/notes/new").token)
        let fields = note.merging(["csrf_token": token]) { $1 }
        let others = [SecretKey(Array("older".utf8)), TestApp.key]
        #expect(try appWithNewKey(fallbacks: others).post("/notes/new", fields).status == .seeOther)
        #expect(try appWithNewKey(fallbacks: []).post("/notes/new", fields).status == .badRequest)
        #expect(try appWithNewKey(fallbacks: [others[0]]).post("/notes/new", fields).status == .badRequest)
    }

    @Test func aFormerKeyNeverSigns() throws {
        _ = app.get("/notes/new")
        let old = try #require(app.currentCookie)
        let renewing = try appWithNewKey(fallbacks: [TestApp.key])
        // A page without a form leaves the cookie as it is. A page with a form renews the cookie.
        #expect(renewing.get("/notes").headerFields[.setCookie] == nil)
        let token = try #require(renewing.get("/notes/new").token)
        let new = try #require(renewing.currentCookie)
        #expect(new != old && new.prefix(40) == old.prefix(40), "the session stays the same")
        #expect(renewing.get("/notes/new").headerFields[.setCookie] == nil)

        var configuration = NotesApp.Configuration()
        configuration.keyFallbacks = []
        let later = try TestApp(
            key: SecretKey(Array("a new key".utf8)), configuration: configuration, cookie: new)
        #expect(later.post("/notes/new", note.merging(["csrf_token": token]) { $1 }).status == .seeOther)
    }
}
