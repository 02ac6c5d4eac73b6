import HTTPTypes
import HTTPValues
import Hashing
import Notes
import Testing

@testable import NotesWeb

/// A flash appears once, on the page of its redirect, and nowhere else.
@Suite struct FlashTests {
    private static let created = "Note created successfully."
    private static let deleted = "Note deleted."
    private static let version = NoteVersion(Timestamp("2026-01-31T09:05:00.000123Z"))
    private static let later = NoteVersion(Timestamp("2026-01-31T09:06:00.000000Z"))

    private let sessions = Sessions(key: TestApp.key, fallbacks: [], now: Timestamp.now)
    private let app: TestApp

    init() throws {
        app = try TestApp()
    }

    private func session(_ flashes: [(Flash, path: String)]) -> Session {
        var session = sessions.newSession()
        session.flashes = flashes.map { flash, path in
            WaitingFlash(flash: flash, page: WaitingFlash.number(of: path[...]), created: sessions.seconds)
        }
        return session
    }

    /// Makes an app whose browser has a cookie with flashes.
    private func app(_ flashes: (Flash, path: String)..., basePath: String = "") throws -> TestApp {
        var configuration = NotesApp.Configuration()
        configuration.basePath = basePath
        return try TestApp(configuration: configuration, cookie: sessions.cookie(session(flashes)))
    }

    /// Creates a note with the form. The redirect leads to the note's page.
    private func createNote(_ title: String = "x") {
        #expect(app.post("/notes/new", ["title": title, "content": "y"]).status == .seeOther)
    }

    private func count(_ text: String, in response: Response) -> Int {
        response.text.split(separator: text, omittingEmptySubsequences: false).count - 1
    }

    // MARK: - The page of a flash

    @Test func aFlashIsShownOnceOnItsPage() {
        createNote()
        let shown = app.get("/notes/1")
        #expect(count(Self.created, in: shown) == 1)
        #expect(shown.headerFields[.cacheControl] == "no-store" && shown.entityTag == nil)
        #expect(shown.token == nil, "a flash without Undo has no form")
        let next = app.get("/notes/1")
        #expect(!next.text.contains(Self.created))
        #expect(next.headerFields[.cacheControl] == "no-cache" && next.headerFields[.setCookie] == nil)
    }

    @Test(arguments: ["/notes", "/notes?q=x", "/notes/2", "/nothing", "/notes/1/nothing"])
    func anotherPageIsTheSameForEverybodyWhileAFlashWaits(_ target: String) throws {
        let others = try TestApp(store: app.store)
        createNote()
        try app.create("second")
        for _ in 1...3 {
            let (response, expected) = (app.get(target), others.get(target))
            #expect(response.body == expected.body && response.headerFields == expected.headerFields)
            #expect(response.status == expected.status && response.isCacheable == expected.isCacheable)
            #expect(response.headerFields[.setCookie] == nil && response.token == nil)
        }
        #expect(app.get("/notes/1").text.contains(Self.created))
    }

    /// With a tag, a browser could get 304 instead of the flash.
    @Test(arguments: [10, 100_000]) func aPageWithAFlashHasNoEntityTag(_ length: Int) {
        let content = String(repeating: "x", count: length)
        #expect(app.post("/notes/new", ["title": "x", "content": content]).status == .seeOther)
        let page = app.get("/notes/1")
        #expect(page.text.contains(Self.created) && page.entityTag == nil)
        #expect(app.get("/notes/1").entityTag != nil)
    }

    @Test func aPageWithAFormLeavesTheFlashOfAnotherPageInTheCookie() {
        createNote()
        for target in ["/notes/new", "/notes/1/edit", "/notes/1/delete"] {
            let response = app.get(target)
            #expect(!response.text.contains(Self.created) && response.headerFields[.setCookie] == nil, "\(target)")
        }
        // A form that comes back with an error leaves the flash there as well.
        #expect(app.post("/notes/1/edit", ["title": "", "content": ""]).status == .unprocessableContent)
        #expect(app.get("/notes/1").text.contains(Self.created))
    }

    @Test func anErrorPageAtTheAddressOfAFlashNeitherShowsNorConsumesIt() throws {
        let app = try app((Flash(.created), path: "/notes/1"))
        let missing = app.get("/notes/1")
        #expect(missing.status == .notFound && missing.headerFields[.setCookie] == nil)
        #expect(!missing.text.contains(Self.created))
        try app.create("x")
        #expect(app.get("/notes/1").text.contains(Self.created))
    }

    @Test func aFailedFormAtTheAddressOfAFlashNeitherShowsNorConsumesIt() throws {
        let app = try app((Flash(.deletedForGood), path: "/notes/new"))
        let text = "The note was deleted for good."
        let failed = app.post("/notes/new", ["title": "", "content": "", "csrf_token": ""])
        #expect(failed.status == .badRequest && !failed.text.contains(text))
        #expect(app.get("/notes/new").text.contains(text))
    }

    @Test func aHeadNeitherShowsNorConsumesAFlash() {
        createNote()
        let head = app.respond(to: Request(method: .head, target: "/notes/1"))
        #expect(head.status == .ok && head.body.isEmpty && head.headerFields[.setCookie] == nil)
        #expect(app.get("/notes/1").text.contains(Self.created))
    }

    @Test func theQueryDoesNotBelongToThePage() throws {
        try app.create("x")
        #expect(app.post("/notes/1/delete", [:]).status == .seeOther)
        #expect(app.get("/notes?page=1").text.contains(Self.deleted))
        let page = PageRequest(call: Call(Request(target: "/notes/1/delete")), session: nil)
        let renderer = PageRenderer(
            templates: try Templates(directory: TestApp.root + "/templates"), sessions: sessions,
            links: Links(basePath: "", staticVersion: "v1"), largePages: LargePages {}, version: "1")
        let redirect = renderer.redirect(to: "/notes?page=2", flash: Flash(.deleted), for: page)
        let cookie = redirect.headerFields[.setCookie]?.split(separator: ";").first?.dropFirst(14)
        #expect(try TestApp(cookie: cookie.map(String.init)).get("/notes").text.contains(Self.deleted))
    }

    @Test func aFlashBelongsToThePageBelowTheBasePath() throws {
        let undo = Flash.Undo(id: 5, version: Self.version, current: nil)
        let app = try app((Flash(.deleted, undo: undo), path: "/x/y/notes"), basePath: "/x/y")
        #expect(app.get("/notes").status == .notFound)
        let shown = app.get("/x/y/notes")
        #expect(shown.text.contains(Self.deleted) && shown.text.contains(#"action="/x/y/notes/5/restore""#))
    }

    // MARK: - Time, number and cookie

    @Test func aFlashWaitsForTenMinutes() {
        createNote()
        app.wait(seconds: 598)
        #expect(app.get("/notes/1").text.contains(Self.created))
        createNote()
        app.wait(seconds: 600)
        let late = app.get("/notes/2")
        #expect(late.status == .ok && !late.text.contains(Self.created))
        #expect(late.headerFields[.setCookie] == nil && late.entityTag != nil)
        // The next page with a form removes the old flash from the cookie, so that the cache serves this browser again.
        #expect(app.currentCookie?.contains("..") == false)
        _ = app.get("/notes/new")
        #expect(app.currentCookie?.contains("..") == true)
    }

    @Test func theFlashesOfTwoTabsWaitForTheirPages() throws {
        createNote("first tab")
        createNote("second tab")
        #expect(count(Self.created, in: app.get("/notes/1")) == 1)
        #expect(count(Self.created, in: app.get("/notes/2")) == 1)
        for id in 1...2 { #expect(app.post("/notes/\(id)/delete", [:]).status == .seeOther) }
        #expect(count(Self.deleted, in: app.get("/notes")) == 2)
        #expect(count(Self.deleted, in: app.get("/notes")) == 0)
    }

    @Test func theCookieCarriesTheLastFourFlashes() throws {
        for id in 1...6 {
            try app.create("n\(id)")
            #expect(app.post("/notes/\(id)/delete", [:]).status == .seeOther)
        }
        #expect(count(Self.deleted, in: app.get("/notes")) == 4)
    }

    @Test func theLongestCookieFitsIntoEveryBrowser() {
        let path = "/" + String(repeating: "p", count: 199)
        let last = NoteVersion(Timestamp("9999-12-31T23:59:59.999999Z"))
        let flash = Flash(.restored, undo: Flash.Undo(id: .min, version: last, current: last))
        let longest = session(Array(repeating: (flash, path: path + "/notes/\(Int64.min)"), count: 9))
        let cookie = Cookies.setCookie(Sessions.cookieName, sessions.cookie(longest), path: path, isSecure: true)
        #expect(cookie.utf8.count < 1024)
    }

    /// Earlier builds wrote one letter for each flash.
    @Test func aCookieOfAnEarlierBuildStaysValidWithoutItsFlashes() throws {
        let text = "0123456789abcdef0123456789abcdef.\(String(sessions.seconds, radix: 16)).cud"
        let code = TestApp.key.sign(Array("notes session \(text)".utf8))
        let app = try TestApp(cookie: "\(text).\(Hex.encode(code))")
        try app.create("x")
        for target in ["/notes", "/notes/1"] {
            #expect(!app.get(target).text.contains("class=\"flash") && app.get(target).status == .ok, "\(target)")
        }
        let token = app.get("/notes/new").token ?? ""
        #expect(app.currentCookie?.hasPrefix("0123456789abcdef0123456789abcdef.") == true)
        #expect(app.currentCookie?.contains("..") == true)
        #expect(app.post("/notes/new", ["title": "a", "content": "b", "csrf_token": token]).status == .seeOther)
    }

    @Test func aForgedFlashIsNotShown() throws {
        createNote()
        app.changeCookie { $0.replacing(".c:", with: ".d:") }
        let response = app.get("/notes/1")
        #expect(!response.text.contains(Self.deleted) && !response.text.contains(Self.created))
        #expect(response.headerFields[.setCookie] == nil && response.entityTag != nil)
    }

    @Test(arguments: [
        Flash(.updated), Flash(.deleted, undo: Flash.Undo(id: 5, version: version, current: nil)),
        Flash(.restored, undo: Flash.Undo(id: -7, version: NoteVersion(nil), current: later)),
        Flash(.restored, undo: Flash.Undo(id: .max, version: version, current: NoteVersion(nil))),
        Flash(
            .restored,
            undo: Flash.Undo(id: 0, version: NoteVersion(Timestamp("0000-01-01T00:00:00.000000Z")), current: version)),
    ])
    func aFlashSurvivesTheCookie(_ flash: Flash) {
        let session = session([(flash, path: "/notes"), (Flash(.emptied, count: 12), path: "/notes/trash")])
        let request = Request(
            target: "/notes", fields: RequestFields(cookie: "notes_session=\(sessions.cookie(session))"))
        #expect(sessions.session(of: request) == session)
        #expect(sessions.hasFlashes(request))
    }

    @Test(arguments: [
        "", "c", "cud", "c:1", "c:1:2:3", "x:1:2", "cc:1:2", ":1:2", "c::2", "c:1:", "c:1:-2", "c:a:2", "d:1:2:x:4:",
        "d:1:2:3::", "d:1:2:3:4:5:6", "e:1:2", "e:1:2:x", "d:1:2:3",
    ])
    func aMalformedFlashIsDropped(_ text: String) {
        #expect(WaitingFlash(text) == nil)
    }

    // MARK: - Undo

    @Test func undoOfADeletionIsAFormWithAToken() throws {
        let flash = Flash(.deleted, undo: Flash.Undo(id: 5, version: Self.version, current: nil))
        let app = try app((flash, path: "/notes"))
        let response = app.get("/notes")
        for text in [
            "<p>Note deleted.</p>", #"<form action="/notes/5/restore" method="post">"#,
            #"<input type="hidden" name="version" value="2026-01-31T09:05:00.000123Z">"#,
            #"<input type="hidden" name="current" value="deleted:2026-01-31T09:05:00.000123Z">"#,
            #"<button type="submit">Undo</button>"#,
        ] {
            #expect(response.text.contains(text), "\(text)")
        }
        #expect(response.headerFields[.cacheControl] == "no-store" && response.entityTag == nil)
        let token = try #require(response.token)
        #expect(app.post("/notes/new", ["title": "a", "content": "b", "csrf_token": token]).status == .seeOther)
        #expect(app.get("/notes").token == nil, "the flash was shown")
    }

    @Test func undoOfARestoreNamesBothVersions() throws {
        let flash = Flash(.restored, undo: Flash.Undo(id: 1, version: NoteVersion(nil), current: Self.later))
        let app = try app((flash, path: "/notes/1"))
        try app.create("x")
        let text = app.get("/notes/1").text
        #expect(text.contains("<p>The note is back as it was.</p>") && text.contains(#"name="version" value="0""#))
        #expect(text.contains(#"name="current" value="2026-01-31T09:06:00.000000Z""#))
    }

    @Test func eachFlashHasItsOwnUndo() throws {
        let first = Flash(.deleted, undo: Flash.Undo(id: 5, version: Self.version, current: nil))
        let second = Flash(.deleted, undo: Flash.Undo(id: 6, version: Self.later, current: nil))
        let text = try app(
            (first, path: "/notes"), (Flash(.emptied, count: 12), path: "/notes"), (second, path: "/notes")
        )
        .get("/notes").text
        #expect(text.contains("/notes/5/restore") && text.contains("/notes/6/restore"))
        #expect(text.split(separator: ">Undo<").count == 3)
    }

    @Test func aPageWithAFormAndAFlashMayBeKept() throws {
        let app = try app((Flash(.emptied, count: 12), path: "/notes/new"))
        let response = app.get("/notes/new")
        #expect(response.text.contains("12 notes were deleted for good."))
        #expect(response.headerFields[.cacheControl] == "private, no-cache")
    }
}
