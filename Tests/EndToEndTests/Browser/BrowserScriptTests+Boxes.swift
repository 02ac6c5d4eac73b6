import Testing
import TestSupport

extension BrowserScriptTests {
    /// Boxes that are ticked without loading the page, and pins that are set with a key.
    @Suite struct Boxes {
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
            try waitUntil("the page explains it") {
                try problem.contains("The line of this task was changed")
            }
            try waitUntil("the page shows the note as it is") { try browser.text.contains("milk and bread") }
            #expect(try states == "false,false,false")
            #expect(try content == "- [ ] milk and bread\n- [ ] tea\n- [ ] salt")
        }

        @Test func aServerThatCannotTellWhereAFormComesFromAsks() throws {
            let site = try Site {
                $0.replacing(
                    #"fastcgi_param HTTP_PROXY      "";"#,
                    with: #"fastcgi_param HTTP_ORIGIN ""; fastcgi_param HTTP_SEC_FETCH_SITE "";"#)
            }
            try site.service.createNote("List", content: "- [ ] milk")
            let browser = try Browser(site)
            try browser.openWithScripts("/notes/1")
            try browser.click("[name=box]")
            try waitUntil("the next page asks") { try browser.text.contains("please confirm") }
        }

        /// The reason why a box was not saved.
        private var problem: String { get throws { try browser.text(of: ".boxes [role=status]") } }

        /// The state of each box on the page.
        private var states: String {
            get throws {
                try browser.value(
                    of: "[...document.querySelectorAll('[name=box]')].map((box) => box.getAttribute('aria-checked'))")
            }
        }

        /// Makes the network of the browser slow, or cuts it off.
        private func setNetwork(isOffline: Bool = false, latency: Int = 0) throws {
            try browser.send("Network.enable", [:])
            try browser.send(
                "Network.emulateNetworkConditions",
                ["offline": isOffline, "latency": latency, "downloadThroughput": -1, "uploadThroughput": -1])
        }

        @Test func boxesAreSavedAlthoughThePageIsLeftAtOnce() throws {
            let count = 12
            let lines = { (mark: String) in (1...count).map { "- [\(mark)] \($0)" }.joined(separator: "\n") }
            try site.service.createNote("Long", content: lines(" "))
            try browser.openWithScripts("/notes/2")
            try setNetwork(latency: 1000)
            _ = try browser.value(of: "document.querySelectorAll('[name=box]').forEach((box) => box.click())")
            try browser.follow("Notes")
            try waitUntil("all boxes are saved") {
                try site.curl.send("GET", "/api/notes/2").note().content == lines("x")
            }
        }

        @Test func aBoxThatIsPressedAgainWaitsForTheFirstPress() throws {
            try openNote()
            try setNetwork(latency: 500)
            for (presses, isTicked) in [(2, false), (3, true)] {
                _ = try browser.value(
                    of: """
                        (() => {
                            for (let i = 0; i < \(presses); i++) document.querySelector("[name=box]").click();
                            document.querySelectorAll("[name=box]")[\(presses - 1)].click();
                        })()
                        """)
                let asks = "!window.dispatchEvent(new Event('beforeunload', {cancelable: true}))"
                #expect(try browser.value(of: asks) == "true", "the browser asks before the page is left")
                try waitForContent(
                    isTicked ? "- [x] milk\n- [x] tea\n- [x] salt" : "- [ ] milk\n- [x] tea\n- [ ] salt")
                try waitUntil("nothing waits") { try browser.value(of: asks) == "false" }
                #expect(try states == "\(isTicked),true,\(isTicked)")
            }
        }

        @Test func aBoxThatIsNotSavedChangesBack() throws {
            try openNote()
            try browser.type("half a line", into: "#add")
            try setNetwork(isOffline: true)
            _ = try browser.value(of: "document.querySelectorAll('[name=box]').forEach((box) => box.click())")
            try waitUntil("the page says so") {
                try problem == "The box was not saved, because Notes cannot be reached."
            }
            #expect(try browser.path == "/notes/1" && states == "false,false,false")
            #expect(try browser.property("value", of: "#add") == "half a line")
            try setNetwork()
            try browser.click("[name=box]")
            try waitForContent("- [x] milk\n- [ ] tea\n- [ ] salt")
            #expect(try problem == "" && browser.property("value", of: "#add") == "half a line")
        }

        @Test func goingBackWithoutAConnectionShowsTheNote() throws {
            try openNote()
            try browser.follow("History")
            try setNetwork(isOffline: true)
            try browser.goBack()
            try browser.click("[name=box]")
            try waitUntil("the page says so") { try problem.contains("cannot be reached") }
            #expect(try browser.path == "/notes/1" && browser.text.contains("milk"))
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
