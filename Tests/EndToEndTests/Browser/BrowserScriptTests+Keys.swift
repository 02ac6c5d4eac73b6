import Testing
import TestSupport

extension BrowserScriptTests {
    /// Keyboard shortcuts.
    @Suite struct Keys {
        private let site: Site
        private let browser: Browser

        init() throws {
            site = try Site()
            browser = try Browser(site)
            for number in 1...3 { try site.service.createNote("Note \(number)") }
        }

        /// Presses a key that leads to another page, and waits until the scripts of that page have started.
        private func follow(_ key: String, holding modifier: String? = nil, to path: String) throws {
            try browser.press(key, holding: modifier)
            try waitUntil("\(key) leads to \(path)") { try browser.path == path }
            try browser.waitForScripts()
        }

        private var focused: String { get throws { try browser.value(of: "document.activeElement.textContent") } }

        private func asksBeforeLeaving() throws -> Bool {
            let event = "new Event('beforeunload', {cancelable: true})"
            return try browser.value(of: "!window.dispatchEvent(\(event))") == "true"
        }

        @Test func aListIsReadWithoutAMouse() throws {
            try browser.openWithScripts("/notes")
            for (key, title) in [("j", "Note 3"), ("j", "Note 2"), ("k", "Note 3"), ("k", "Note 3")] {
                try browser.press(key)
                #expect(try focused == title)
            }
            // WebDriver cannot hold a key down.
            for key in ["n", "j", "j", "j"] {
                _ = try browser.value(
                    of: """
                        document.activeElement.dispatchEvent(
                            new KeyboardEvent("keydown", {key: "\(key)", repeat: true, bubbles: true}))
                        """)
            }
            #expect(try focused == "Note 1", "a key that repeats moves on to the last note, but opens no form")
            try follow("e", to: "/notes/1/edit")
            try follow(Browser.escape, to: "/notes/1")
            try follow("e", to: "/notes/1/edit")
            try browser.open("/notes")
            try browser.waitForScripts()
            try browser.press("j")
            try follow(Browser.enter, to: "/notes/3")
            try follow("/", to: "/notes#q")
            // No title has this letter. Suggestions would take the first Escape.
            try browser.press("j")
            #expect(try browser.property("value", of: "#q") == "j", "a key in a field is text")
            try browser.press(Browser.escape)
            try follow("n", to: "/notes/new")
        }

        @Test func aNoteIsWrittenWithoutAMouse() throws {
            try browser.openWithScripts("/notes/new")
            try browser.type("e j n ?", into: "[name=title]")
            try browser.press(Browser.escape)
            #expect(try browser.path == "/notes/new", "Escape leaves no text")
            try browser.type("/", into: "[name=content]")
            try follow(Browser.enter, holding: Browser.control, to: "/notes/4")
            #expect(
                try site.curl.send("GET", "/api/notes/4").note()
                    == NoteJSON(id: 4, title: "e j n ?", content: "/", is_pinned: false))
        }

        @Test func lettersOnThePageOfAFormAreNoShortcuts() throws {
            for path in ["/notes/1/edit", "/notes/new"] {
                try browser.openWithScripts(path)
                _ = try browser.value(of: "document.activeElement.blur()")
                for key in ["n", "e", "p", "j", "/"] { try browser.press(key) }
                _ = try browser.value(of: "window.isOld = true")
                try browser.press("?")
                #expect(try browser.has("dialog") && browser.path == path)
                #expect(try browser.value(of: "window.isOld") == "true")
            }
        }

        @Test(arguments: ["title=Idea", "content=text"]) func escapeLeavesNoTextFromTheAddress(query: String) throws {
            try browser.openWithScripts("/notes/new?\(query)")
            for _ in 1...2 { try browser.press(Browser.escape) }
            _ = try browser.value(of: "window.isOld = true")
            #expect(try browser.path == "/notes/new?\(query)")
            #expect(try browser.property("value", of: "[name=\(query.prefix { $0 != "=" })]") != "")
        }

        @Test func saveAndKeepEditingKeepsThePlaceInTheText() throws {
            let lines = (1...100).map { "line \($0)" }.joined(separator: "\n")
            try site.service.createNote("Long", content: lines)
            try browser.setWidth(360, height: 640)
            try browser.openWithScripts("/notes/4/edit")
            try browser.type("!", into: "[name=content]")
            let top = "document.querySelector('[name=content]').getBoundingClientRect().top"
            let before = try browser.numbers(
                """
                (() => {
                    const content = document.querySelector("[name=content]");
                    content.setSelectionRange(300, 305);
                    scrollTo(0, 800);
                    return \(top);
                })()
                """)
            try browser.follow("Save and keep editing")
            try browser.waitForScripts()
            // Browsers scroll by whole pixels.
            #expect(try abs(browser.numbers(top)[0] - before[0]) <= 1)
            #expect(
                try browser.value(of: "[document.activeElement.selectionStart, document.activeElement.selectionEnd]")
                    == "300,305")
            let message = "document.querySelector('.flashes').getBoundingClientRect().top"
            #expect(try browser.numbers(message)[0] >= 0, "the message is visible")
            try browser.press("x")
            #expect(try browser.numbers(message)[0] < 0, "the message does not cover the text for long")
            #expect(try site.curl.send("GET", "/api/notes/4").note().content == lines + "!")
        }

        @Test func keysDoNothingTogetherWithOthers() throws {
            try browser.openWithScripts("/notes/1")
            for modifier in [Browser.control, "\u{E00A}", "\u{E03D}"] {
                try browser.press("e", holding: modifier)
            }
            #expect(try browser.path == "/notes/1")
            try browser.press("?")
            #expect(try browser.text(of: "dialog").contains("Edit the note"))
            try browser.press("e")
            #expect(try browser.path == "/notes/1", "the list of shortcuts is open")
            try browser.press(Browser.escape)
            #expect(try !browser.has("dialog"))
        }

        @Test func singleKeysCanBeSwitchedOff() throws {
            try browser.openWithScripts("/notes/1")
            try browser.press("?")
            try browser.click("dialog [type=checkbox]")
            try browser.follow("Close", loadsPage: false)
            try browser.openWithScripts("/notes/2")
            try browser.press("?")
            try browser.press("e")
            #expect(try browser.path == "/notes/2" && !browser.has("dialog"))
            try browser.follow("Keyboard shortcuts", loadsPage: false)
            try browser.click("dialog [type=checkbox]")
            try browser.press(Browser.escape)
            try follow("e", to: "/notes/2/edit")
        }

        @Test func theBrowserAsksBeforeTypedTextIsLeft() throws {
            try browser.openWithScripts("/notes/1/edit")
            #expect(try !asksBeforeLeaving())
            try browser.type(" more", into: "[name=content]")
            #expect(try asksBeforeLeaving())
            try browser.clear("[name=title]")
            try browser.type("  ", into: "[name=title]")
            try browser.follow("Save changes")
            try browser.waitForScripts()
            #expect(try browser.text.contains("Title is required"))
            #expect(try asksBeforeLeaving(), "the form came back with the text")
            try browser.type("Title", into: "[name=title]")
            try browser.follow("Save changes")
            try browser.waitForScripts()
            #expect(try browser.path == "/notes/1" && !asksBeforeLeaving())
        }
    }
}
