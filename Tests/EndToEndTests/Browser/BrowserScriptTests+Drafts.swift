import Testing
import TestSupport

extension BrowserScriptTests {
    /// Unsaved text that the browser keeps.
    @Suite struct Drafts {
        private let site: Site
        private let browser: Browser

        init() throws {
            site = try Site()
            browser = try Browser(site)
            try site.service.createNote("List", content: "1\n2\n3")
        }

        private func note(_ id: Int = 1) throws -> NoteJSON { try site.curl.send("GET", "/api/notes/\(id)").note() }

        private var drafts: String {
            get throws {
                try browser.value(
                    of: "Object.keys(localStorage).filter((key) => key.startsWith('notes-draft:')).length")
            }
        }

        private var content: String { get throws { try browser.property("value", of: "[name=content]") } }

        /// Types text, and waits until the browser keeps it.
        private func type(_ text: String) throws {
            try browser.type(text, into: "[name=content]")
            try waitUntil("the text is kept") {
                try browser.value(of: "Object.values(localStorage).some((draft) => draft.includes('\(text)'))")
                    == "true"
            }
        }

        /// Leaves the form without saving, as after a crash of the browser, and opens it again.
        private func crash(_ target: String = "/notes/1/edit") throws {
            try browser.openAddress("about:blank")
            try browser.openWithScripts(target)
        }

        @Test func textIsOfferedAfterACrashAndDroppedWhenItIsSaved() throws {
            try browser.openWithScripts("/notes/1/edit")
            try type(" typed")
            try crash()
            #expect(try content == "1\n2\n3", "the text is not in the form unless the reader wants it")
            #expect(try browser.text(of: ".flash").contains("You have unsaved text List from today"))
            try browser.follow("Use it", loadsPage: false)
            #expect(try content == "1\n2\n3 typed" && !browser.has(".flash"))
            try browser.follow("Save changes")
            try browser.waitForScripts()
            #expect(try note().content == "1\n2\n3 typed" && drafts == "0")
            try browser.openWithScripts("/notes/1/edit")
            #expect(try !browser.has(".flash"))
        }

        @Test func textThatIsTypedBeforeTheScriptStartsIsKept() throws {
            try browser.runFirst(
                """
                document.addEventListener("readystatechange", () => {
                    const content = document.querySelector("[name=content]");
                    if (content && !sessionStorage.isOld) content.value = "early";
                    sessionStorage.isOld = true;
                });
                """)
            try browser.openWithScripts("/notes/1/edit")
            #expect(try drafts == "1")
            try crash()
            #expect(try browser.has(".offer .flash") && content == "1\n2\n3")
        }

        @Test func textIsKeptWhenThePageIsLeft() throws {
            try browser.openWithScripts("/notes/1/edit")
            // As a browser that fills in a field without an event
            _ = try browser.value(of: "document.querySelector('[name=content]').value = 'filled in'")
            try crash()
            try browser.follow("Use it", loadsPage: false)
            #expect(try content == "filled in")
        }

        @Test func textIsDiscarded() throws {
            try browser.openWithScripts("/notes/1/edit")
            try type(" typed")
            try crash()
            try browser.follow("Discard it", loadsPage: false)
            #expect(try content == "1\n2\n3" && drafts == "0" && !browser.has(".flash"))
        }

        @Test func anOldTextIsMergedWithANewerVersion() throws {
            try browser.openWithScripts("/notes/1/edit")
            try browser.type("0", into: "[name=title]")
            try type(" typed")
            #expect(try site.curl.send("PUT", "/api/notes/1", json: #"{"title":"Other"}"#).status == 200)
            try crash()
            #expect(try browser.text(of: ".flash").contains("The note was changed meanwhile."))
            try browser.follow("Use it", loadsPage: false)
            try browser.clear("[name=title]")
            try browser.type("List", into: "[name=title]")
            try browser.follow("Save changes")
            #expect(try browser.text(of: "[role=status]") == "Saved, together with a change made meanwhile.")
            #expect(try note() == NoteJSON(id: 1, title: "Other", content: "1\n2\n3 typed", is_pinned: false))
        }

        @Test func textThatIsTypedBeforeTheOfferIsAcceptedIsOfferedToo() throws {
            try browser.openWithScripts("/notes/1/edit")
            try type(" first")
            try crash()
            try type(" second")
            try browser.follow("Use it", loadsPage: false)
            #expect(try content == "1\n2\n3 first" && drafts == "2")
            try browser.waitForScripts()
            try browser.follow("Use it", loadsPage: false)
            #expect(try content == "1\n2\n3 second" && drafts == "2")
        }

        @Test func anotherTabIsNotOfferedTheTextOfAnOpenTab() throws {
            try browser.openWithScripts("/notes/1/edit")
            try type(" typed")
            let first = try browser.openTab()
            try browser.openWithScripts("/notes/1/edit")
            #expect(try !browser.has(".flash"))
            let second = try browser.openTab()
            try browser.use(tab: first)
            try browser.closeTab()
            try browser.use(tab: second)
            try browser.openWithScripts("/notes/1/edit")
            try browser.follow("Use it", loadsPage: false)
            #expect(try content == "1\n2\n3 typed")
        }

        @Test func anotherTabIsOfferedTheTextOfAPageThatWasLeft() throws {
            try browser.openWithScripts("/notes/1/edit")
            try type(" typed")
            try browser.open("/notes")
            let first = try browser.openTab()
            try browser.openWithScripts("/notes/1/edit")
            #expect(try browser.has(".flash"))
            let second = try browser.openTab()
            try browser.use(tab: first)
            try browser.goBack()
            try browser.waitForScripts()
            #expect(try content == "1\n2\n3 typed" && !browser.has(".flash"))
            try browser.use(tab: second)
            try browser.openWithScripts("/notes/1/edit")
            #expect(try !browser.has(".flash"), "Back has opened the first page again")
        }

        /// Without HTTPS, pages have no locks.
        @Test func withoutLocksAnotherTabIsOfferedTheText() throws {
            let script = "Object.defineProperty(navigator, 'locks', {value: undefined})"
            try browser.runFirst(script)
            try browser.openWithScripts("/notes/1/edit")
            try type(" typed")
            _ = try browser.openTab()
            try browser.runFirst(script)
            try browser.openWithScripts("/notes/1/edit")
            #expect(try browser.has(".flash"))
        }

        @Test func theOfferNamesTheTitleAsText() throws {
            try browser.openWithScripts("/notes/new")
            try browser.type("<b>\u{05D0} 1</b>", into: "[name=title]")
            try type("text")
            try crash("/notes/new")
            #expect(try browser.text(of: ".offer[role=status] q") == "<b>\u{05D0} 1</b>")
            #expect(try browser.property("dir", of: ".offer q") == "auto")
        }

        @Test(arguments: [(360, 640), (768, 1024), (1280, 800)])
        func theOfferMovesNothing(width: Int, height: Int) throws {
            try browser.setWidth(width, height: height)
            try browser.openWithScripts("/notes/1/edit")
            try type(" typed")
            // The sum of all layout shifts, as browsers measure them.
            try browser.runFirst(
                """
                window.shift = 0;
                new PerformanceObserver((list) => { for (const { value } of list.getEntries()) window.shift += value; })
                    .observe({ type: "layout-shift", buffered: true });
                """)
            try crash()
            #expect(try browser.has(".flash"))
            let shift = try browser.value(
                of: """
                    new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))
                    .then(() => window.shift)
                    """)
            #expect(try #require(Double(shift)) < 0.02)
        }

        @Test func textOfANewNoteCreatesOneNote() throws {
            try browser.openWithScripts("/notes/new")
            try browser.type("Idea", into: "[name=title]")
            try type("text")
            try crash("/notes/new")
            try browser.follow("Use it", loadsPage: false)
            try browser.follow("Create note")
            try browser.waitForScripts()
            #expect(try note(2).title == "Idea" && drafts == "0")
        }

        @Test func textStaysUntilItIsReallySaved() throws {
            try browser.openWithScripts("/notes/1/edit")
            try type(" typed")
            // Without its cookie, the form is not accepted, and comes back.
            try browser.forgetCookies()
            try browser.follow("Save changes")
            try browser.waitForScripts()
            #expect(try note().content == "1\n2\n3" && drafts == "1" && !browser.has(".flash"))
            try browser.openWithScripts("/notes/1")
            #expect(try drafts == "1", "the page of the note alone does not mean that the text was saved")
            try browser.openWithScripts("/notes/1/edit")
            try browser.follow("Use it", loadsPage: false)
            try browser.follow("Save changes")
            try browser.waitForScripts()
            #expect(try note().content == "1\n2\n3 typed" && drafts == "0")
        }

        @Test(arguments: [true, false]) func goingBackAfterSavingOffersNothing(keepsPages: Bool) throws {
            let browser = try Browser(site, keepsPages: keepsPages)
            try browser.openWithScripts("/notes/1/edit")
            try browser.type(" typed", into: "[name=content]")
            try browser.follow("Save changes")
            try browser.waitForScripts()
            try browser.goBack()
            try browser.waitForScripts()
            #expect(try browser.property("value", of: "[name=content]") == "1\n2\n3 typed")
            #expect(try !browser.has(".flash"))
            #expect(
                try browser.value(of: "window.dispatchEvent(new Event('beforeunload', {cancelable: true}))") == "true")
        }

        @Test func oldTextIsRemoved() throws {
            try browser.openWithScripts("/notes")
            for days in [29, 31] {
                _ = try browser.value(
                    of: """
                        localStorage.setItem('notes-draft:\(site.path("/notes/1/edit")):\(days)',
                        JSON.stringify({fields: '["\(days) days","t",false]', start: '0', time: Date.now() - \(days) * 864e5}))
                        """)
            }
            try browser.openWithScripts("/notes/1/edit")
            #expect(try drafts == "1" && browser.text(of: ".flash q") == "29 days")
        }

        @Test(arguments: [
            // Storage that is forbidden, and storage that is full
            "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError') }})",
            "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }",
        ])
        func formsWorkWithoutStorage(script: String) throws {
            try browser.runFirst(script)
            try browser.openWithScripts("/notes/1/edit")
            try browser.type(" typed", into: "[name=content]")
            try browser.press(Browser.enter, holding: Browser.control)
            try waitUntil("the note is shown") { try browser.path == "/notes/1" }
            #expect(try note().content == "1\n2\n3 typed")
        }
    }
}
