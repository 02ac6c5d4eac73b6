import Testing
import TestSupport

extension BrowserTests {
    /// Anna and Ben tick boxes, add lines and pin one note in two browsers without JavaScript, from pages that they opened
    /// before the other's change.
    @Suite(.serialized) struct Buttons {
        private static let basePaths = [BasePath.standard, "/x/y"]

        private struct Two {
            let site: Site
            let anna: Browser
            let ben: Browser

            /// Creates a note, and opens its page in both browsers.
            init(_ basePath: String, _ content: String) throws {
                site = try Site(basePath: basePath)
                anna = try Browser(site, runsScripts: false)
                ben = try Browser(site, runsScripts: false)
                try site.service.createNote("List", content: content)
                for browser in [anna, ben] { try browser.open("/notes/1") }
            }

            func note() throws -> NoteJSON { try site.curl.send("GET", "/api/notes/1").note() }
        }

        private func tick(_ box: Int, _ browser: Browser, shown: Int? = nil) throws {
            try browser.click("[name=box][value='\(box)']")
            try waitUntil("the ticked task is shown") { try browser.path == "/notes/1#task-\(shown ?? box)" }
        }

        private func add(_ line: String, _ browser: Browser) throws {
            try browser.type(line, into: "[name=line]")
            try browser.follow("Add")
        }

        @Test(arguments: basePaths)
        func bothTickBoxes(_ basePath: String) throws {
            let two = try Two(basePath, "- [ ] milk\n- [ ] milk\n- [ ] tea\n- [ ] salt")
            // The same line twice, and neighbours.
            try tick(3, two.anna)
            try tick(14, two.ben)
            #expect(try two.note().content == "- [x] milk\n- [x] milk\n- [ ] tea\n- [ ] salt")
            // Both tick the same box. Anna's page does not show Ben's tick yet.
            try tick(25, two.ben)
            try tick(25, two.anna)
            #expect(try two.note().content == "- [x] milk\n- [x] milk\n- [x] tea\n- [ ] salt")
            // Anna's page shows a line that is elsewhere by now, and one that is gone.
            try two.anna.open("/notes/1")
            let content = "first\\n- [x] milk\\n- [x] milk\\n- [x] tea\\n- [ ] pepper"
            #expect(try two.site.curl.send("PUT", "/api/notes/1", json: "{\"content\":\"\(content)\"}").status == 200)
            try two.anna.click("[name=box][value='35']")
            try waitUntil("the page says so") {
                try two.anna.text.contains("The line of this task was changed meanwhile.")
            }
            try two.anna.follow("Show the note as it is now")
            try tick(20, two.anna)
            try two.ben.open("/notes/1")
            #expect(try two.note().content == "first\n- [x] milk\n- [ ] milk\n- [x] tea\n- [ ] pepper")
        }

        @Test(arguments: basePaths) func bothAddLines(_ basePath: String) throws {
            let two = try Two(basePath, "- [x] milk")
            try add("tea", two.anna)
            #expect(try two.anna.path == "/notes/1#add" && two.anna.text.contains("tea"))
            try add("- [x] <salt>", two.ben)
            #expect(try two.ben.path == "/notes/1#add" && two.ben.text.contains("<salt>"))
            #expect(try two.note().content == "- [x] milk\n- [ ] tea\n- [x] <salt>")

            // The browser asks for a text before it sends the form, but accepts invisible characters.
            try two.ben.type("\u{200B}", into: "[name=line]")
            try two.ben.follow("Add")
            #expect(try two.ben.text(of: "[role=alert]") == "Please type a line.")
            try two.ben.clear("[name=line]")
            try add("oil", two.ben)
            #expect(try two.note().content.hasSuffix("\n- [ ] oil"))
        }

        @Test func aDoubleClickAddsOneLine() throws {
            let site = try Site()
            let browser = try Browser(site, runsScripts: false)
            try site.service.createNote("List", content: "milk")
            try browser.open("/notes/1")
            try browser.type("tea", into: "[name=line]")
            try browser.doubleClick(".add [type=submit]")
            try waitUntil("the line is shown") { try browser.path == "/notes/1#add" }
            #expect(try site.curl.send("GET", "/api/notes/1").note().content == "milk\ntea")
        }

        @Test(arguments: basePaths) func bothPin(_ basePath: String) throws {
            let two = try Two(basePath, "milk")
            try two.site.service.createNote("Other")
            try two.anna.follow("Pin")
            #expect(try two.anna.path == "/notes/1" && two.note().is_pinned)
            try two.ben.follow("Pin")
            #expect(try two.ben.path == "/notes/1" && two.note().is_pinned)
            #expect(try !two.ben.has(".flash"))

            try two.ben.open("/notes")
            try two.ben.click("#note-1 .pin button")
            try waitUntil("the card is shown") { try two.ben.path == "/notes#note-1" }
            #expect(try !two.note().is_pinned)
            #expect(try two.ben.has("#note-1 .pin [aria-label='Pin: List']") && !two.ben.has(".flash"))
        }
    }
}
