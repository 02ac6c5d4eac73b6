import Testing
import TestSupport

extension BrowserScriptTests {
    /// Tags and titles that are suggested while they are typed.
    @Suite struct Suggestions {
        private let site: Site
        private let browser: Browser

        init() throws {
            site = try Site()
            browser = try Browser(site)
        }

        /// Creates notes, and waits until their tags are listed.
        private static func fill(_ site: Site) throws {
            try site.service.createNote("Work plan", content: "#Wörter #work/infra #weekend")
            try site.service.createNote("World map", content: "#work")
            try waitUntil("the tags are listed") {
                try site.curl.send("GET", "/notes/tags").text.contains("#weekend") && !isLate(site)
            }
        }

        private static func isLate(_ site: Site) throws -> Bool {
            try site.curl.send("GET", "/notes/tags").text.contains("a little behind")
        }

        private func openForm() throws {
            try Self.fill(site)
            try browser.openWithScripts("/notes/new")
        }

        private func suggestions(_ browser: Browser) throws -> String {
            try browser.value(of: "[...document.querySelectorAll('#suggestions a')].map((link) => link.text).join()")
        }

        private func expect(_ texts: String, in browser: Browser? = nil) throws {
            try waitUntil("the suggestions are: \(texts)") { try suggestions(browser ?? self.browser) == texts }
        }

        private func type(_ text: String) throws { try browser.type(text, into: "[name=content]") }

        private func press(_ keys: String...) throws {
            for key in keys { try browser.press(key) }
        }

        private var content: String { get throws { try browser.property("value", of: "[name=content]") } }

        private func chosen(_ browser: Browser) throws -> String {
            try browser.value(of: "document.activeElement.ariaActiveDescendantElement?.text")
        }

        @Test func aTagIsCompletedWithTheKeyboard() throws {
            try openForm()
            try type("Call #WO")
            try expect("#work,#work/infra,#Wörter")
            #expect(try browser.text(of: "[role=status]") == "Press Down for suggestions.")
            try press(Browser.down, Browser.down, Browser.down)
            #expect(try chosen(browser) == "#Wörter")
            try press(Browser.up)
            #expect(try chosen(browser) == "#work/infra" && browser.text(of: "[aria-selected=true]") == "#work/infra")
            try press(Browser.enter)
            #expect(try content == "Call #work/infra" && suggestions(browser) == "")
            try waitUntil("the text is kept") {
                try browser.value(of: "Object.values(localStorage).some((draft) => draft.includes('#work/infra'))")
                    == "true"
            }
            try browser.press("z", holding: Browser.control)
            #expect(try content == "Call #WO", "the completion can be undone")
        }

        @Test func aTitleIsCompletedAndLeadsToItsNote() throws {
            try openForm()
            try type("See [[wor")
            try expect("World map,Work plan")
            try press("l")
            try expect("World map")
            try press(Browser.down, Browser.tab)
            #expect(try content == "See [[World map]]" && browser.property("name", of: ":focus") == "content")
            try browser.type("New", into: "[name=title]")
            try browser.follow("Create note")
            try browser.follow("World map")
            #expect(try browser.path == "/notes/2")
        }

        @Test func bracketsAreNotDoubled() throws {
            try openForm()
            try type("a [[]] b")
            try press(Browser.left, Browser.left, Browser.left, Browser.left, "m", "a", "p")
            try expect("World map")
            try press(Browser.down, Browser.enter, "!")
            #expect(try content == "a [[World map]]! b")
        }

        @Test(arguments: ["zz *b* `c` ~d~", "_zz_ f_g", "zz <b> C:\\*", "#1 zz & x"])
        func aTitleWithMarkupIsLinked(title: String) throws {
            try site.service.createNote(title)
            try browser.openWithScripts("/notes/new")
            try type("[[zz")
            try expect(title)
            try press(Browser.down, Browser.enter)
            try browser.type("New", into: "[name=title]")
            try browser.follow("Create note")
            #expect(try browser.text(of: ".content a.title") == title)
            try browser.click(".content a.title")
            try waitUntil("the note is shown") { try browser.path == "/notes/1" }
        }

        @Test func aTitleThatCannotBeLinkedIsNotSuggested() throws {
            for title in ["zz [1]", "zz ]2", "zz | 3", "zz 4"] { try site.service.createNote(title) }
            try browser.openWithScripts("/notes/new")
            try type("[[zz")
            try expect("zz 4")
        }

        @Test func nothingIsSuggestedInCodeHeadingsAndWords() throws {
            try Self.fill(site)
            // Requests begin at once, and the page counts them.
            try browser.runFirst(
                """
                window.requests = 0;
                const [oldTimeout, oldFetch] = [setTimeout, fetch];
                window.setTimeout = (action, time) => oldTimeout(action, time === 150 ? 0 : time);
                window.fetch = (...parameters) => { window.requests++; return oldFetch(...parameters); };
                """)
            try browser.openWithScripts("/notes/new")
            func requests(for text: String) throws -> String {
                let field = "document.querySelector('[name=content]')"
                _ = try browser.value(of: "[\(field).focus(), \(field).select(), window.requests = 0]")
                try browser.send("Input.insertText", ["text": text])
                return try browser.value(of: "new Promise((done) => setTimeout(() => done(window.requests)))")
            }
            for text in [
                "# wo", "## wo", "a#wo", "https://example.org/#wo", "C#", "#", "[[", "[wo", "[[Title]] wo",
                "[[Title|wo",
                "    #wo", "`#wo", "`a` and `[[wo", "```\n#wo", "```\n[[wo",
            ] {
                #expect(try requests(for: text) == "0", "\(text)")
            }
            for text in ["#wo", "(#wo", "`a` #wo", "```\na\n```\n#wo", "    - #wo"] {
                try #require(try requests(for: text) != "", "\(text)")
                try expect("#work,#work/infra,#Wörter")
            }
        }

        @Test func nothingIsChosenByItself() throws {
            try openForm()
            try type("#wo")
            try expect("#work,#work/infra,#Wörter")
            try press(Browser.enter)
            try expect("")
            #expect(try content == "#wo\n")
            try type("#we")
            try expect("#weekend")
            try press(Browser.tab)
            #expect(try content == "#wo\n#we" && browser.property("name", of: ":focus") != "content")
            #expect(try suggestions(browser) == "")
        }

        @Test func keysOfAnInputMethodChooseNothing() throws {
            try openForm()
            try type("#wo")
            try expect("#work,#work/infra,#Wörter")
            func arrow(_ isComposing: Bool) throws {
                let event = "new KeyboardEvent('keydown', {key: 'ArrowDown', isComposing: \(isComposing)})"
                _ = try browser.value(of: "document.activeElement.dispatchEvent(\(event))")
            }
            try arrow(true)
            #expect(try chosen(browser) == "undefined")
            try arrow(false)
            #expect(try chosen(browser) == "#work")
        }

        @Test func escapeOnlyClosesTheList() throws {
            try openForm()
            try type("#wo")
            try expect("#work,#work/infra,#Wörter")
            try press(Browser.escape)
            #expect(try suggestions(browser) == "" && browser.path == "/notes/new" && content == "#wo")
            #expect(try browser.property("name", of: ":focus") == "content")
            try press("r")
            try expect("#work,#work/infra,#Wörter")
            try press(Browser.left)
            try expect("")
        }

        @Test func aClickTakesASuggestion() throws {
            try openForm()
            try type("[[pla")
            try expect("Work plan")
            try browser.click("#suggestions a")
            #expect(try content == "[[Work plan]]" && browser.path == "/notes/new")
            try press("!")
            #expect(try content == "[[Work plan]]!")
        }

        @Test(arguments: [BasePath.standard, "/x/y"]) func theSearchFieldLeadsToANote(basePath: String) throws {
            let site = try Site(basePath: basePath)
            let browser = try Browser(site)
            try Self.fill(site)
            try browser.openWithScripts("/notes")
            try browser.type("map wor", into: "#q")
            try expect("World map", in: browser)
            #expect(try browser.property("role", of: "#q") == "combobox")
            #expect(try browser.property("ariaExpanded", of: "#q") == "true")
            try browser.press(Browser.escape)
            #expect(try browser.property("value", of: "#q") == "map wor" && suggestions(browser) == "")
            #expect(try browser.property("ariaExpanded", of: "#q") == "false")
            try browser.press("l")
            try expect("World map", in: browser)
            try browser.press(Browser.down)
            try browser.press(Browser.enter)
            try waitUntil("the note is shown") { try browser.path.hasPrefix("/notes/2") }
            try browser.goBack()
            try browser.waitForScripts()
            #expect(try suggestions(browser) == "", "the list does not come back")

            try browser.openWithScripts("/notes")
            try browser.type("#wor", into: "#q")
            try expect("#work,#work/infra,#Wörter", in: browser)
            try browser.press(Browser.enter)
            try waitUntil("the text is searched for") { try browser.path == "/notes?q=%23wor" }

            try browser.openWithScripts("/notes/1/edit")
            try browser.type(" [[wor", into: "[name=content]")
            try expect("World map,Work plan", in: browser)
        }

        @Test(arguments: [
            ("\"mil", "-milk,milk OR bread"), ("OR", "milk OR bread"), ("-mi", "-milk"), ("milk “or", "milk OR bread"),
            ("in:title", "in:title"), ("is:pin", "is:pinned"),
        ])
        func typedTextIsSearchedForInTitles(text: String, titles: String) throws {
            for title in ["milk OR bread", "-milk", "in:title", "is:pinned"] { try site.service.createNote(title) }
            try browser.openWithScripts("/notes")
            try browser.type(text, into: "#q")
            try expect(titles)
        }

        @Test func aTitleIsShownAsText() throws {
            let title = "<img src=x onerror='window.isHacked = true'>"
            try site.service.createNote(title)
            for (target, field, text) in [("/notes/new", "#content", "[[img"), ("/notes", "#q", "img")] {
                try browser.openWithScripts(target)
                try browser.type(text, into: field)
                try expect(title)
                #expect(try browser.text(of: "#suggestions") == title && !browser.has("main img"))
                #expect(try browser.value(of: "window.isHacked") == "undefined")
            }
        }

        @Test func withoutANetworkNothingHappens() throws {
            try browser.runFirst(
                """
                window.problems = [];
                for (const name of ["error", "unhandledrejection"]) addEventListener(name, () => window.problems.push(name));
                window.requests = 0;
                window.fetch = async () => { window.requests++; throw new TypeError(); };
                """)
            try browser.openWithScripts("/notes/new")
            _ = try browser.value(of: "window.requests = 0")
            for text in ["#wo", " [[wo"] {
                try type(text)
                try waitUntil("a request has failed") { try browser.value(of: "window.requests > 0") == "true" }
                _ = try browser.value(of: "window.requests = 0")
            }
            #expect(try browser.value(of: "window.problems") == "" && content == "#wo [[wo")
        }

        @Test(arguments: [(360, 640), (768, 1024), (1280, 800), (320, 256)])
        func theListIsInTheWindowAndMovesNothing(width: Int, height: Int) throws {
            try browser.setWidth(width, height: height)
            try browser.runFirst(
                """
                window.shift = 0;
                new PerformanceObserver((list) => { for (const { value } of list.getEntries()) window.shift += value; })
                    .observe({ type: "layout-shift", buffered: true });
                """)
            try openForm()
            for lines in [0, 40] {
                try type(String(repeating: "\n", count: lines))
                _ = try browser.value(
                    of: "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
                _ = try browser.value(of: "window.shift = 0")
                try type("and a #wo")
                try expect("#work,#work/infra,#Wörter")
                try press(Browser.down)
                let box = try browser.numbers(
                    """
                    ...["left", "top", "right", "bottom"].map((side) =>
                        document.querySelector("#suggestions").getBoundingClientRect()[side])
                    """)
                #expect(box[0] >= 0 && box[1] >= 0 && box[2] <= width && box[3] <= height, "\(box)")
                let isOnTop = """
                    (() => {
                        const { left, top } = document.querySelector("[aria-selected=true]").getBoundingClientRect();
                        return document.elementFromPoint(left + 9, top + 9).ariaSelected;
                    })()
                    """
                #expect(try browser.value(of: isOnTop) == "true", "nothing covers the list")
                #expect(try browser.value(of: "window.shift") == "0")
                try press(Browser.escape)
            }
        }
    }
}
