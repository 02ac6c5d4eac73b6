import HTTPTypes
import HTTPValues
import Locking
import Notes
import NotesSQLite
import StoreContract
import Testing

/// Forms without a token on the list and on a note's page: pin, tick, and "Add a line".
@Suite struct NoteButtonsTests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
    }

    private func versions() throws -> Int { try app.store.history(of: 1, offset: 0, size: 1).total }

    private func content(_ app: TestApp? = nil) throws -> String { try (app ?? self.app).store.note(1).content }

    // MARK: - Pin

    @Test func aNoteIsPinnedFromItsPage() throws {
        try app.create("x")
        let pinned = app.press("/notes/1", to: "/pin", ["is_pinned": "true"])
        #expect(pinned.status == .seeOther && pinned.headerFields[.location] == "/notes/1")
        #expect(pinned.headerFields[.setCookie] == nil, "there is no flash")
        #expect(try app.store.note(1).isPinned)
        #expect(app.get("/notes/1").text.contains(#"name="is_pinned" value="false">Unpin</button>"#))
        #expect(app.press("/notes/1", to: "/pin", ["is_pinned": "false"]).status == .seeOther)
        #expect(try !app.store.note(1).isPinned)
    }

    @Test func aNoteIsPinnedFromTheList() throws {
        try app.create("a & b")
        let list = app.get("/notes").text
        #expect(list.contains(#"<li id="note-1">"#) && list.contains(#"aria-label="Pin: a &amp; b">Pin</button>"#))
        #expect(app.press("/notes", to: "/1/pin", ["is_pinned": "true"]).headerFields[.location] == "/notes#note-1")
        #expect(app.get("/notes").text.contains(#"aria-label="Unpin: a &amp; b">Unpin</button>"#))
    }

    @Test func pinningTwiceWritesOnce() throws {
        try app.create("x")
        for _ in 1...2 {
            #expect(app.press("/notes/1", to: "/pin", ["is_pinned": "true"]).status == .seeOther)
            #expect(try versions() == 2)
        }
    }

    @Test(arguments: [nil, "", "1", "maybe"]) func onlyTrueAndFalseSayWhetherANoteIsPinned(_ value: String?) throws {
        try app.create("x")
        #expect(app.press("/notes/1", to: "/pin", value.map { ["is_pinned": $0] } ?? [:]).status == .badRequest)
        #expect(try versions() == 1)
    }

    // MARK: - Tick

    @Test func aBoxIsTickedAndCleared() throws {
        try app.create("x", "e\u{301}\r\n- [ ] a\r\n- [x] b")
        let ticked = app.tick(8)
        #expect(ticked.status == .seeOther && ticked.headerFields[.location] == "/notes/1#task-8")
        #expect(ticked.headerFields[.setCookie] == nil, "there is no flash")
        #expect(try Array(content().utf8) == Array("e\u{301}\r\n- [x] a\r\n- [x] b".utf8))
        #expect(app.tick(8).status == .seeOther && app.tick(17).status == .seeOther)
        #expect(try Array(content().utf8) == Array("e\u{301}\r\n- [ ] a\r\n- [ ] b".utf8))
    }

    @Test func twoPeopleTickNeighbouringBoxes() throws {
        try app.create("x", "- [ ] a\n- [ ] b\n- [ ] c")
        let page = app.get("/notes/1")
        #expect(app.tick(3, on: page).status == .seeOther)
        try app.store.update(1, content: "new\n" + content())
        #expect(app.tick(11, on: page).headerFields[.location] == "/notes/1#task-15")
        #expect(try content() == "new\n- [x] a\n- [x] b\n- [ ] c")
        #expect(app.tick(11, on: page).headerFields[.location] == "/notes/1#task-15", "somebody did the same")
        #expect(try content() == "new\n- [x] a\n- [x] b\n- [ ] c")
    }

    @Test func aChangedLineIsNotTicked() throws {
        try app.create("x", "- [ ] a\n- [ ] b")
        let page = app.get("/notes/1")
        try app.store.update(1, content: "- [ ] other\n- [ ] b")
        let refused = app.tick(3, on: page)
        #expect(refused.status == .conflict && refused.text.contains("The line of this task was changed meanwhile."))
        #expect(refused.text.contains(#"<a class="button" href="/notes/1">Show the note as it is now</a>"#))
        #expect(try versions() == 2)
    }

    @Test func aBoxOfAVersionThatIsNotStoredIsNotTicked() throws {
        let app = try TestApp(retention: Retention(historyDays: 0))
        try app.create("x", "- [ ] a")
        let page = app.get("/notes/1")
        #expect(app.tick(3, on: page).status == .seeOther)
        #expect(app.tick(3, on: page).status == .conflict)
        #expect(try content(app) == "- [x] a")
        #expect(app.tick(3).status == .seeOther)
        #expect(try content(app) == "- [ ] a")
    }

    @Test(arguments: ["0", "2", "4", "7", "-1", "3.0", "", "99999999999999999999", "12"])
    func nothingButABoxCanBeTicked(_ box: String) throws {
        // The second box is in a block of code.
        try app.create("x", "- [ ] a\n\n```\n- [ ] b\n```")
        #expect(app.press("/notes/1", to: "/tick", ["box": box]).status == .badRequest)
        #expect(app.press("/notes/1", to: "/tick", ["box": "3", "version": "?"]).status == .badRequest)
        #expect(try versions() == 1)
    }

    /// The app while another program writes note 1 nine times, each time in the moment of a write of the app.
    private func interrupted(_ content: @escaping @Sendable (Int) -> String) throws -> TestApp {
        try TestApp(
            store: InterruptedStore(
                app.store, (1...9).map { number in { try $0.update(1, content: content(number)) } }))
    }

    @Test func aBoxIsTickedAlthoughSomebodyWritesInTheSameMoment() throws {
        try app.create("x", "- [ ] a\n- [ ] b")
        let page = app.get("/notes/1")
        let interrupted = try interrupted { "\($0)\n- [x] a\n- [ ] b" }
        #expect(interrupted.tick(11, on: page).headerFields[.location] == "/notes/1#task-13")
        #expect(try content() == "9\n- [x] a\n- [x] b")
    }

    // MARK: - Add a line

    @Test func aLineIsAdded() throws {
        try app.create("x", "a\r\nb")
        let added = app.press("/notes/1", to: "/lines", ["line": "c"])
        #expect(added.status == .seeOther && added.headerFields[.location] == "/notes/1#add")
        #expect(added.headerFields[.setCookie] == nil, "there is no flash")
        #expect(try Array(content().utf8) == Array("a\r\nb\r\nc".utf8))
    }

    @Test func aTaskIsAddedAfterATask() throws {
        try app.create("x", "1. [x] a")
        #expect(app.press("/notes/1", to: "/lines", ["line": "b"]).status == .seeOther)
        #expect(app.press("/notes/1", to: "/lines", ["line": "- [x] c"]).status == .seeOther)
        #expect(try content() == "1. [x] a\n2. [ ] b\n- [x] c")
        try app.store.update(1, content: "```\n- [ ] a")
        #expect(app.press("/notes/1", to: "/lines", ["line": "b"]).status == .seeOther)
        #expect(try content() == "```\n- [ ] a\nb", "the last line is code")
    }

    @Test func aLineIsAddedToTheNewestVersion() throws {
        try app.create("x", "a")
        let page = app.get("/notes/1")
        let interrupted = try interrupted { "\($0)" }
        #expect(interrupted.press(page, to: "/lines", ["line": "b"]).status == .seeOther)
        #expect(try content() == "9\nb")
    }

    @Test func aLineThatIsSentTwiceIsAddedOnce() throws {
        try app.create("x", "- [ ] a")
        let page = app.get("/notes/1")
        for _ in 1...2 {
            #expect(app.press(page, to: "/lines", ["line": "b"]).headerFields[.location] == "/notes/1#add")
            #expect(try content() == "- [ ] a\n- [ ] b")
        }
        #expect(app.press("/notes/1", to: "/lines", ["line": "b"]).status == .seeOther)
        #expect(try content() == "- [ ] a\n- [ ] b\n- [ ] b", "a newer page can add the same line")
        let twin = try TestApp(
            store: InterruptedStore(app.store, [{ try $0.update(1, content: "- [ ] a\n- [ ] b\n- [ ] b\n- [ ] c") }]))
        #expect(twin.press("/notes/1", to: "/lines", ["line": "c"]).status == .seeOther)
        #expect(try content() == "- [ ] a\n- [ ] b\n- [ ] b\n- [ ] c", "both arrived in the same moment")
    }

    @Test func aLineThatCannotBeAddedComesBack() throws {
        let longest = String(repeating: "a", count: NoteDraft.maximumContentBytes)
        try app.create("x", longest)
        for (line, message) in [
            (" \u{200B}", "Please type a line."), ("<b>\0", "a character that a note cannot have"),
            ("<b>&\"", "The note has no room for this line. A note can have 1048576 bytes of text."),
        ] {
            let refused = app.press("/notes/1", to: "/lines", ["line": line])
            #expect(refused.status == .unprocessableContent && refused.alert.contains(message))
            let field = PageForm(refused, to: "/lines")?.fields["line"]
            #expect(field == line || line.contains("\0"))
            #expect(refused.text.contains(#" aria-invalid="true" aria-describedby="line-error""#))
        }
        #expect(try versions() == 1)
    }

    @Test func aLineComesBackIfTheNotesCannotBeChanged() throws {
        let note = try app.create("x", "a")
        for (error, outcome) in [
            (NotesError.busy, "was not added"), (NotesError.readOnly, "was not added"),
            (FailingStore.Broken(), "may not have been added"),
        ] as [(any Error, String)] {
            let failing = try TestApp(store: FailingStore(error: error, note: note))
            let response = failing.press("/notes/1", to: "/lines", ["line": "typed <line>"])
            #expect(response.status.kind == .serverError && response.alert.contains("The line \(outcome)."))
            #expect(PageForm(response, to: "/lines")?.fields["line"] == "typed <line>")
        }
    }

    @Test func aLineThatIsNotUTF8ComesBack() throws {
        try app.create("x", "a")
        let response = app.respond(
            to: Request(
                method: .post, target: "/notes/1/lines", fields: RequestFields(secFetchSite: "same-origin"),
                body: .complete(Array("line=b%FFc".utf8))))
        #expect(response.status == .badRequest && PageForm(response, to: "/lines")?.fields["line"] == "b\u{FFFD}c")
        #expect(try content() == "a")
    }

    @Test func pinningInAListLeadsToThePageWithTheCard() throws {
        for number in 1...25 { try app.create("note \(number)") }
        func press(_ query: String, _ id: Int, pins isPinned: Bool) -> String? {
            let end = "/notes/\(id)/pin" + query.replacing("&", with: "&amp;")
            return app.press("/notes" + query, to: end, ["is_pinned": "\(isPinned)"]).headerFields[.location]
        }
        #expect(press("?page=3", 2, pins: true) == "/notes#note-2")
        #expect(press("", 2, pins: false) == "/notes?page=3#note-2")
        #expect(press("?q=note&page=3", 3, pins: true) == "/notes?q=note&page=3#note-3")
        #expect(press("?sort=title&page=2", 20, pins: true) == "/notes?sort=title&page=2#note-20")
    }

    // MARK: - All three

    @Test(arguments: ["/pin", "/tick", "/lines"]) func aDeletedNoteIsNotChanged(_ end: String) throws {
        try app.create("x", "- [ ] a")
        let page = app.get("/notes/1")
        try app.store.delete(1)
        let fields = ["is_pinned": "true", "box": "3", "line": "typed <line>"]
        let response = app.press(page, to: end, fields)
        #expect(response.status == .notFound && response.text.contains("This note is in the trash"))
        #expect(response.text.contains("typed &lt;line&gt;") == (end == "/lines"))
        #expect(try app.store.trash(NoteQuery()).total == 1 && versions() == 1)
        try app.store.purge(1, nil)
        #expect(app.press(page, to: end, fields).status == .notFound)
        #expect(!app.press(page, to: end, fields).text.contains("is in the trash"))
        #expect(app.press(page, to: end, fields).text.contains("typed &lt;line&gt;") == (end == "/lines"))
    }

    @Test func thePagesWithTheseFormsAreTheSameForEverybody() throws {
        try app.create("x", "- [ ] a")
        _ = app.get("/notes/new")
        for target in ["/notes", "/notes/1"] {
            let page = app.get(target)
            #expect(page.token == nil && page.entityTag != nil && page.headerFields[.setCookie] == nil)
            #expect(page.headerFields[.cacheControl] == "no-cache")
            app.forgetCookie()
            #expect(app.get(target).entityTag == page.entityTag)
        }
    }
}

extension TestApp {
    /// Sends a form of a page as a browser does that says where the form comes from.
    func press(_ page: Response, to end: String, _ fields: [String: String]) -> Response {
        guard let form = PageForm(page, to: end)?.with(fields) else { return Response(status: .notFound) }
        return post(
            form.action, form.fields.merging(["csrf_token": ""]) { $1 },
            headerFields: RequestFields(secFetchSite: "same-origin"))
    }

    /// Opens a page and sends one of its forms.
    func press(_ target: String, to end: String, _ fields: [String: String]) -> Response {
        press(get(target), to: end, fields)
    }

    /// Clicks the box at a position on the page of note 1; nil opens the page.
    func tick(_ box: Int, on page: Response? = nil) -> Response {
        press(page ?? get("/notes/1"), to: "/tick", ["box": String(box)])
    }
}
