import HTTPTypes
import HTTPValues
import Notes
import NotesWeb
import StoreContract
import Testing

/// Every page in every state is well-formed, has a title of its own, and links only to addresses below the base path.
@Suite struct PageMarkupTests {
    private let app: TestApp

    init() throws {
        var configuration = NotesApp.Configuration()
        configuration.basePath = "/x/y"
        app = try TestApp(configuration: configuration)
    }

    private func expectWellFormed(_ page: Response, _ name: String, status: HTTPResponse.Status = .ok) {
        #expect(page.status == status, "\(name)")
        #expect(Markup.mistakes(in: page.text).isEmpty, "\(name)")
        let addresses = page.text.matches(of: /(?:href|action|formaction)="([^"]*)"/).map { $0.1 }
        #expect(addresses.allSatisfy { $0.hasPrefix("/x/y/") || $0.hasPrefix("#") }, "\(name): \(addresses)")
    }

    /// Fills the notes, the history of the note 1, and the trash.
    private func fill() throws {
        for number in 1...12 {
            try app.create("a & <b> \"\(number)\"", "line 1\n<line> & 2\n\n'line' 3", isPinned: number == 1)
        }
        for number in 1...25 {
            try app.store.update(1, title: "<t> & \(number)", content: "line 1\n<changed> \(number)\n&", by: "<u> & v")
        }
        try app.store.update(1, isPinned: false)
        for number in 13...25 {
            try app.create("gone & <b> \(number)", "<i>")
            _ = try app.store.delete(Int64(number), by: "<u>", if: nil)
        }
    }

    @Test func everyPageIsWellFormed() throws {
        for target in ["/notes", "/notes?q=x", "/notes/trash", "/notes/trash/empty"] {
            expectWellFormed(app.get("/x/y" + target), target)
        }
        try fill()
        let oldest = try #require(app.store.history(of: 1, offset: 26, size: 1).revisions.first).note.version
        let current = try app.store.note(1).version
        let deleted = try app.store.revision(nil, of: 13).note.version
        for target in [
            "/notes", "/notes?page=2", "/notes?page=9", "/notes?q=a+%26&page=2", "/notes?q=nothing", "/notes/1",
            "/notes/2", "/notes/new", "/notes/1/edit", "/notes/1/delete", "/notes/1/history",
            "/notes/1/history?page=2", "/notes/1/history?page=9", "/notes/1/history/\(oldest)",
            "/notes/1/history/\(current)", "/notes/13/history", "/notes/13/history/\(deleted)", "/notes/trash",
            "/notes/trash?page=2", "/notes/trash?page=9", "/notes/trash?q=gone&page=2", "/notes/trash?q=x",
            "/notes/trash/13/delete", "/notes/trash/13/delete?version=\(deleted)", "/notes/trash/empty",
        ] {
            expectWellFormed(app.get("/x/y" + target), target)
        }
        for target in ["/notes/99", "/notes/13", "/notes/99/history", "/notes/trash/1/delete", "/nothing"] {
            expectWellFormed(app.get("/x/y" + target), target, status: .notFound)
        }
    }

    @Test func everyPageThatExplainsAFailureIsWellFormed() throws {
        try app.create("a & b", "one & <two>\nthree")
        let edit = try #require(app.form("/x/y/notes/1/edit"))
        let delete = app.form("/x/y/notes/1/delete")
        let restored = try app.store.note(1).version
        try app.store.update(1, title: "<new>", content: "one & <2>\nthree", isPinned: true)
        let restore = PageForm(app.get("/x/y/notes/1/history/\(restored)"))
        try app.store.update(1, isPinned: false)
        let conflict = app.send(edit, ["title": "mine & <", "content": "one & <zwei>\nthree"])
        expectWellFormed(conflict, "a conflict", status: .conflict)
        expectWellFormed(app.send(edit, ["version": "?", "content": "<"]), "an unknown version", status: .conflict)
        let blank = app.send(app.form("/x/y/notes/1/edit"), ["title": "", "content": ""])
        expectWellFormed(blank, "a violation", status: .unprocessableContent)
        expectWellFormed(app.send(edit, ["csrf_token": "?"]), "an expired form", status: .badRequest)
        expectWellFormed(app.send(delete), "a late deletion", status: .conflict)
        expectWellFormed(app.send(restore), "a late restore", status: .conflict)
        try app.store.delete(1)
        expectWellFormed(app.send(edit, ["content": "<"]), "a conflict with a deletion", status: .conflict)

        let new = try #require(app.form("/x/y/notes/new")).with(["title": "<", "content": "&"])
        #expect(app.send(new).headerFields[.location] == "/x/y/notes/2")
        expectWellFormed(app.get("/x/y/notes/2"), "a flash")
        expectWellFormed(app.send(new, ["content": "<"]), "a changed text", status: .conflict)
        #expect(app.send(app.form("/x/y/notes/2/delete")).status == .seeOther)
        expectWellFormed(app.get("/x/y/notes"), "a flash with Undo")
        expectWellFormed(app.send(new), "a note in the trash", status: .conflict)
        try app.store.purge(2, nil)
        expectWellFormed(app.send(new), "a note that was deleted for good", status: .conflict)
        for target in ["/notes/trash/1/delete", "/notes/trash/empty"] {
            let form = app.form("/x/y" + target)
            expectWellFormed(app.send(form, ["csrf_token": "?"]), target, status: .badRequest)
        }
    }

    @Test(arguments: [
        ("<p>a<div>b</div></p>", "<div> is inside <p>"), ("<b>x</i>", "</i> ends another element"),
        ("<b>x", "<b> has no end"), ("a & b", "a character is not escaped: a & b"),
        ("<b id=\"1\"></b><b id=\"1\"></b>", "the id 1 is used twice"),
    ])
    func aMistakeIsFound(_ page: String, _ mistake: String) {
        #expect(Markup.mistakes(in: page).contains(mistake))
    }
}
