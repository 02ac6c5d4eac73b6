import HTTPTypes
import HTTPValues
import Notes
import StoreContract
import Testing

@testable import NotesWeb

/// The orders of the list, and the way back from a note to the page of the list that it was opened from.
@Suite struct ListPlaceTests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
    }

    private func titles(_ target: String) -> [String] {
        app.get(target).text.matches(of: /<h2 dir="auto"><a [^>]*>(.*?)<\/a>/).map { String($0.1) }
    }

    /// The address of the link with a text.
    private func link(_ text: String, _ target: String) -> String? {
        let links = app.get(target).text.matches(of: /<a [^>]*?href="([^"]*)"[^>]*>(.*?)<\/a>/)
        // In the results of a search, the title has marks.
        return links.first { $0.2.replacing(/<.?mark>/, with: "") == text }.map {
            String($0.1).replacing("&amp;", with: "&")
        }
    }

    // MARK: - Orders

    @Test func theListHasThreeOrders() throws {
        for title in ["b", "C", "a"] { try app.create(title, isPinned: title == "C") }
        try app.store.update(1, content: "changed")
        #expect(titles("/notes") == ["C", "a", "b"])
        #expect(titles("/notes?sort=updated") == ["b", "a", "C"])
        #expect(titles("/notes?sort=title") == ["a", "b", "C"])
        #expect(titles("/notes?q=changed&sort=title") == ["b"])
        for unknown in ["", "created", "size", "title%20"] {
            #expect(titles("/notes?sort=\(unknown)") == ["C", "a", "b"])
        }
    }

    @Test func eachOrderIsOneClickAwayAndTheCurrentOneIsMarked() throws {
        try app.create("x & y")
        #expect(link("Recently changed", "/notes") == "/notes?sort=updated")
        #expect(link("By title", "/notes?q=x+%26&page=1") == "/notes?q=x%20%26&sort=title")
        #expect(link("Newest", "/notes?q=x&sort=title") == "/notes?q=x&sort=created")
        #expect(link("Best match", "/notes?q=x&sort=title") == "/notes?q=x")
        for (target, label) in [("/notes", "Newest"), ("/notes?sort=updated", "Recently changed")] {
            let current = app.get(target).text.matches(of: /aria-current="true">(.*?)</).map { $0.1 }
            #expect(current == [label[...]])
        }
    }

    @Test func theLinksOfTheListKeepSearchAndOrder() throws {
        for number in 1...21 { try app.create("note \(number)") }
        #expect(link("Next →", "/notes?sort=title") == "/notes?sort=title&page=2")
        #expect(link("Next →", "/notes?q=note&sort=title&page=2") == "/notes?q=note&sort=title&page=3")
        #expect(link("← Previous", "/notes?sort=title&page=2") == "/notes?sort=title")
        #expect(link("← Previous", "/notes?page=2") == "/notes")
        #expect(link("Show all notes", "/notes?q=note&sort=title&page=2") == "/notes?sort=title")
        #expect(app.get("/notes?sort=title").text.contains(#"<input type="hidden" name="sort" value="title">"#))
        #expect(!app.get("/notes?sort=created").text.contains(#"name="sort""#))
    }

    // MARK: - The way back

    @Test(arguments: [
        ("", ""), ("?q=%20note%20", "?q=note"), ("?sort=updated&page=2", "?sort=updated&page=2"),
        ("?q=n%26o&sort=title&page=1", "?q=n%26o&sort=title"), ("?sort=created&page=0&other=1", ""),
        ("?sort=evil&page=-1&q=+", ""), ("?q=%FF&sort=title", ""),
        ("?q=https%3A%2F%2Fevil.example", "?q=https%3A%2F%2Fevil.example"),
    ])
    func thePagesOfANoteLeadBackToTheList(_ query: String, carried: String) throws {
        try app.create("note")
        #expect(
            link("All notes", "/notes/1\(query)") ?? link("Search results", "/notes/1\(query)") == "/notes\(carried)")
        #expect(link("Edit", "/notes/1\(query)") == "/notes/1/edit\(carried)")
        #expect(link("Delete", "/notes/1\(query)") == "/notes/1/delete\(carried)")
        #expect(link("Cancel", "/notes/1/edit\(query)") == "/notes/1\(carried)")
        #expect(app.form("/notes/1/edit\(query)")?.action == "/notes/1/edit\(carried)")
        #expect(link("Keep it", "/notes/1/delete\(query)") == "/notes/1\(carried)")
        #expect(app.form("/notes/1/delete\(query)")?.action == "/notes/1/delete\(carried)")
    }

    @Test func theCardsCarryTheirPlace() throws {
        for number in 1...12 { try app.create("n\(number)") }
        #expect(link("n12", "/notes") == "/notes/12")
        #expect(link("n2", "/notes?page=2") == "/notes/2?page=2")
        #expect(link("n2", "/notes?q=n&sort=updated&page=2") == "/notes/2?q=n&sort=updated&page=2#:~:text=content")
    }

    @Test func aNoteIsSavedAndDeletedWithItsPlace() throws {
        for number in 1...12 { try app.create("n\(number)") }
        let form = app.form("/notes/2/edit?q=n&page=2")
        let rejected = app.send(form, ["content": ""])
        #expect(rejected.status == .unprocessableContent)
        let saved = app.send(PageForm(rejected), ["content": "new"])
        #expect(saved.headerFields[.location] == "/notes/2?q=n&page=2")
        #expect(app.get("/notes/2?q=n&page=2").text.contains("<p>Note updated.</p>"))
        let deleted = app.send(app.form("/notes/2/delete?q=n&page=2"))
        #expect(deleted.headerFields[.location] == "/notes?q=n&page=2")
        #expect(app.get("/notes?q=n&page=2").text.contains("<p>Note deleted.</p>"))
    }

    @Test func aPageThatADeletionEmptiesLeadsToTheLastPage() throws {
        for number in 1...11 { try app.create("n\(number)", isPinned: number == 11) }
        #expect(app.send(app.form("/notes/1/delete?page=2")).headerFields[.location] == "/notes")
        try app.create("n12")
        #expect(app.send(app.form("/notes/2/delete?sort=title&page=9")).headerFields[.location] == "/notes?sort=title")
        #expect(app.send(app.form("/notes/3/delete?q=n3&page=2")).headerFields[.location] == "/notes?q=n3")
        // A double click sends the form twice.
        let form = try #require(app.form("/notes/4/delete?page=2"))
        for _ in 1...2 { #expect(app.send(form).headerFields[.location] == "/notes") }
    }

    @Test func withoutAPlaceTheRedirectsAreThoseOfTheTutorial() throws {
        try app.create("x")
        let saved = app.post("/notes/1/edit", ["title": "x", "content": "y"])
        #expect(saved.headerFields[.location] == "/notes/1")
        #expect(app.post("/notes/1/delete", [:]).headerFields[.location] == "/notes")
    }

    @Test func aNoteThatIsGoneLeadsBackToTheList() throws {
        try app.create("x")
        let form = try #require(app.form("/notes/1/edit?sort=title"))
        try app.store.delete(1)
        try app.store.purge(1, nil)
        let response = app.send(form, ["content": "new"])
        #expect(response.status == .notFound)
        #expect(response.text.contains(#"<a href="/notes?sort=title" data-cancel>Cancel</a>"#))
        #expect(PageForm(response)?.action == "/notes/new?sort=title")
    }

    /// A page of the list has the query dozens of times, and a redirect must fit into a head.
    @Test func notesCarryNoVeryLongSearch() throws {
        let text = String(repeating: "ä", count: 200)
        try app.create(text)
        let encoded = PercentEncoding.encode(text)
        #expect(link(text, "/notes?q=\(encoded)&sort=title") == "/notes/1")
        #expect(link("By title", "/notes?q=\(encoded)") == "/notes?q=\(encoded)&sort=title")
        #expect(link("Edit", "/notes/1?q=\(encoded)") == "/notes/1/edit")
    }

    @Test func thePlaceIsBelowTheBasePath() throws {
        var configuration = NotesApp.Configuration()
        configuration.basePath = "/x/y"
        let app = try TestApp(configuration: configuration)
        try app.create("note")
        #expect(app.get("/x/y/notes?sort=title").text.contains(#"href="/x/y/notes/1?sort=title""#))
        let deleted = app.send(app.form("/x/y/notes/1/delete?sort=title"))
        #expect(deleted.headerFields[.location] == "/x/y/notes?sort=title")
        #expect(app.get("/x/y/notes?sort=title").text.contains("<p>Note deleted.</p>"))
    }
}
