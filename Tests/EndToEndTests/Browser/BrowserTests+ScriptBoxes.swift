import Testing
import TestSupport

extension BrowserTests {
    /// Boxes that are ticked without loading the page, and pins that are set with a key.
    @Suite struct ScriptBoxes {
        private let site: Site
        private let browser: Browser

        init() throws {
            site = try Site()
            browser = try Browser(site)
            try site.service.createNote("List", content: "- [ ] milk\n- [ ] tea\n- [ ] salt")
        }

        private var content: String { get throws { try site.curl.send("GET", "/api/notes/1").note().content } }

        private func openNote() throws {
            try browser.openWithScripts("/notes/1")
            _ = try browser.value(of: "window.isOld = true")
        }

        private func waitForContent(_ text: String) throws {
            try waitUntil("the note has the ticks") { try content == text }
        }

        @Test func boxesAreTickedOnThePage() throws {
            try openNote()
            // Three clicks before the first response, then one on the same box
            let click = "document.querySelectorAll('[name=box]').forEach((box) => box.click())"
            _ = try browser.value(of: click)
            try waitForContent("- [x] milk\n- [x] tea\n- [x] salt")
            try browser.click("[name=box]")
            try waitForContent("- [ ] milk\n- [x] tea\n- [x] salt")
            #expect(try browser.value(of: "window.isOld") == "true", "no page was loaded")
            #expect(try browser.path == "/notes/1")
            let version = "document.querySelector('form.boxes [name=version]').value"
            try waitUntil("the page has the newest version") {
                let tag = try site.curl.send("GET", "/api/notes/1")["ETag"] ?? ""
                return try tag.contains(browser.value(of: version))
            }
            // The page knows that it shows the newest version, so it is not loaded again.
            try browser.follow("History")
            try browser.goBack()
            #expect(try browser.value(of: "window.isOld") == "true")
        }

        @Test func theFocusStaysOnTheBox() throws {
            try openNote()
            _ = try browser.value(of: "document.querySelectorAll('[name=box]')[1].focus()")
            for text in ["- [ ] milk\n- [x] tea\n- [ ] salt", "- [ ] milk\n- [ ] tea\n- [ ] salt"] {
                try browser.press(" ")
                try waitForContent(text)
                #expect(
                    try browser.value(
                        of: "[...document.querySelectorAll('[name=box]')].indexOf(document.activeElement)") == "1")
            }
        }

        @Test func aChangeOfSomebodyElseIsShown() throws {
            try openNote()
            let other = "first\\n- [ ] milk\\n- [ ] tea\\n- [ ] salt"
            #expect(try site.curl.send("PUT", "/api/notes/1", json: "{\"content\":\"\(other)\"}").status == 200)
            _ = try browser.value(of: "document.querySelectorAll('[name=box]').forEach((box) => box.click())")
            try waitForContent("first\n- [x] milk\n- [x] tea\n- [x] salt")
            try waitUntil("the page shows the other change") { try browser.text.contains("first") }
            #expect(try browser.value(of: "window.isOld") == "true")
        }

        @Test func aConflictIsExplained() throws {
            try openNote()
            let other = "- [ ] milk and bread\\n- [ ] tea\\n- [ ] salt"
            #expect(try site.curl.send("PUT", "/api/notes/1", json: "{\"content\":\"\(other)\"}").status == 200)
            try browser.click("[name=box]")
            try waitUntil("the page explains it") { try browser.text.contains("The line of this task was changed") }
            try browser.goBack()
            try waitUntil("the page shows the note as it is") { try browser.text.contains("milk and bread") }
            #expect(try content == "- [ ] milk and bread\n- [ ] tea\n- [ ] salt")
        }

        @Test func aKeyPinsANote() throws {
            try browser.openWithScripts("/notes")
            try browser.press("j")
            try browser.press("p")
            try waitUntil("the note is pinned") { try browser.path == "/notes#note-1" }
            #expect(try site.curl.send("GET", "/api/notes/1").note().is_pinned)
            try browser.openWithScripts("/notes/1")
            try browser.press("p")
            try waitUntil("the note is not pinned") { try !site.curl.send("GET", "/api/notes/1").note().is_pinned }
        }
    }
}
