import GRDB
import Notes
import Testing

@testable import NotesWeb

/// What a list shows of a note's content.
@Suite struct ExcerptTests {
    private func excerpt(_ content: String) -> String {
        Note(id: 1, title: "t", content: content, isPinned: false, createdAt: nil, updatedAt: nil).excerpt
    }

    /// The excerpt in the list, which reads only the beginning of a content.
    private func listed(_ content: String) throws -> String? {
        let app = try TestApp()
        try app.create("t", content)
        let text = app.get("/notes").text
        return text.firstMatch(of: /<p class="excerpt" dir="auto">(.*?)<\/p>/).map { String($0.1) }
    }

    @Test func anExcerptHasNoMarkup() throws {
        #expect(
            try listed("# Week\n\nBuy **now**:\n\n- [ ] [Milk](https://shop.example/1)\n- [x] Bread & <jam>\n")
                == "Week · Buy now: ☐ Milk · ☑ Bread &amp; &lt;jam&gt;")
    }

    @Test func aLongContentIsCut() throws {
        let long = String(repeating: "ä", count: 200)
        for content in [long + "b", long + " b", "**\(long)** *b*", long + String(repeating: "\n\n# c", count: 10_000)]
        {
            #expect(excerpt(content) == long + "…")
            #expect(try listed(content) == long + "…")
        }
        #expect(excerpt(long) == long && excerpt("*\(long)*\n\n---\n") == long)
    }

    @Test func textBehindLongLinksIsShown() throws {
        let links = (1...2).map { "[link \($0)](https://x.example/\(String(repeating: "a", count: 150)))" }
        let content = links.joined(separator: "\n") + "\nthe end"
        #expect(excerpt(content) == "link 1 link 2 the end")
        #expect(try listed(content) == "link 1 link 2 the end")
    }

    @Test func noHalfLinkIsShown() throws {
        let content = "See [this](https://x.example/\(String(repeating: "a", count: 2000)))."
        #expect(excerpt(content) == "See…")
        #expect(try listed(content) == "See…")
    }

    @Test func aContentWithoutTextIsShownAsItWasTyped() throws {
        #expect(excerpt("---") == "---")
        #expect(excerpt("[](") == "[](")
        #expect(excerpt("[a]: https://x.example") == "[a]: https://x.example")
        #expect(excerpt("\u{200B}") == "(no text)")
        #expect(excerpt(String(repeating: "---\n", count: 1000)).hasPrefix("---\n---"))
        #expect(excerpt("[](https://x.example/\(String(repeating: "a", count: 2000)))").hasPrefix("[](https://x.ex"))
    }

    @Test func aListShowsTheExcerptOfTheTextAsItIsNow() throws {
        let app = try TestApp()
        try app.create("t", "first")
        #expect(app.get("/notes").text.contains(">first<"))
        try app.otherProgram().write { try $0.execute(sql: "UPDATE note SET content = 'second'") }
        #expect(app.get("/notes").text.contains(">second<"))
    }
}
