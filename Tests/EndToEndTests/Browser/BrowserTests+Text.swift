import Testing
import TestSupport

extension BrowserTests {
    /// A text area shows the saved text unchanged, and saves the typed text unchanged.
    @Suite struct Text {
        private static let content = """
            first line

              two spaces before
            \ttab before\tand inside
            🎈 👩‍👩‍👧‍👦 é e\u{301} \u{2028} \u{A0} \u{FEFF}
            שלום עולם
            مرحبا \u{200F}بالعالم
            <script>document.title = 'broken'</script> </textarea> <b>
            "quoted" 'too' & &amp; &#13; {{title}} \\ %0D


            trailing spaces   \n\nlast line
            """

        private func note(_ site: Site) throws -> NoteJSON {
            try site.curl.send("GET", "/api/notes/1").note()
        }

        @Test func textSurvivesAnEdit() throws {
            let site = try Site()
            try site.service.createNote("<i>\"title\" & 🎈", content: Self.content)
            let browser = try Browser(site)
            try browser.open("/notes/1/edit")
            #expect(try browser.property("value", of: "[name=content]") == Self.content)
            #expect(try browser.property("value", of: "[name=title]") == "<i>\"title\" & 🎈")
            // Only the title changes.
            try browser.type("!", into: "[name=title]")
            try browser.follow("Save changes")
            #expect(
                try note(site)
                    == NoteJSON(
                        id: 1, title: "<i>\"title\" & 🎈!", content: Self.content, is_pinned: false))
            // After a change at its end, the browser sends the whole content.
            try browser.follow("Edit")
            try browser.type("\nmore", into: "[name=content]")
            try browser.follow("Save changes")
            #expect(try note(site).content == Self.content + "\nmore")
            #expect(try browser.title.hasSuffix("Notes"), "no script has run")
        }

        @Test func textSurvivesARejectedForm() throws {
            let site = try Site()
            try site.service.createNote("a title", content: Self.content)
            let browser = try Browser(site)
            try browser.open("/notes/1/edit")
            try browser.clear("[name=title]")
            try browser.type(" ", into: "[name=title]")
            try browser.type("\nmore", into: "[name=content]")
            try browser.follow("Save changes")
            #expect(try browser.text.contains("Title is required"))
            #expect(try browser.property("value", of: "[name=content]") == Self.content + "\nmore")
            try browser.type("another title", into: "[name=title]")
            try browser.follow("Save changes")
            #expect(
                try note(site)
                    == NoteJSON(
                        id: 1, title: "another title", content: Self.content + "\nmore", is_pinned: false))
        }

        /// Without the session's cookie, as after a month, the token of the open form is not valid.
        @Test func textSurvivesAnExpiredSession() throws {
            let site = try Site()
            try site.service.createNote("a title", content: "old")
            let browser = try Browser(site)
            try browser.open("/notes/1/edit")
            try browser.type(" and a whole paragraph", into: "[name=content]")
            try browser.forgetCookies()
            try browser.follow("Save changes")
            #expect(try note(site).content == "old")
            #expect(try browser.property("value", of: "[name=content]") == "old and a whole paragraph")
            try browser.follow("Save changes")
            #expect(try browser.text(of: "[role=status]") == "Note updated.")
            #expect(try note(site).content == "old and a whole paragraph")
        }
    }
}
