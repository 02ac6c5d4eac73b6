import Testing
import TestSupport

extension BrowserTests {
    /// Texts and buttons that could hide each other, or be cut off.
    @Suite struct Look {
        private let site: Site
        private let browser: Browser

        init() throws {
            site = try Site()
            browser = try Browser(site)
        }

        @Test func eachTaskWithoutATextHasItsOwnPlace() throws {
            for (id, content) in [(1, "- [ ] a\n- [ ]\n- [ ]\n- [ ] b"), (2, "- [ ] a\n\n- [ ]\n\n- [ ]\n\n- [ ] b")] {
                try site.service.createNote("List", content: content)
                try browser.open("/notes/\(id)")
                let boxes = (0..<4).map { "document.querySelectorAll('[name=box]')[\($0)].getBoundingClientRect().top" }
                let places = try browser.numbers(boxes[0], boxes[1], boxes[2], boxes[3])
                for (place, next) in zip(places, places.dropFirst()) { #expect(next - place >= 24, "\(places)") }
            }
        }

        @Test(arguments: ["1986", "12345", "123456789"]) func noNumberOfAListIsCutOff(number: String) throws {
            try site.service.createNote("List", content: "\(number). big\n\ntext\n\n> \(number). big")
            try browser.open("/notes/1")
            for width in [360, 1280] {
                try browser.setWidth(width)
                let space = """
                    Math.min(...[...document.querySelectorAll("ol")].map((list) => {
                        const item = list.firstElementChild;
                        const left = item.getBoundingClientRect().left - list.getBoundingClientRect().left;
                        const number = document.createElement("span");
                        number.textContent = "\(number).";
                        item.append(number);
                        const { width } = number.getBoundingClientRect();
                        number.remove();
                        return left - width;
                    }))
                    """
                #expect(try browser.numbers(space)[0] >= 0, "at \(width)")
            }
        }

        /// The first character is at the start of its line, and the full stop at the end.
        @Test func eachItemOfAListHasItsOwnDirection() throws {
            let content = "1. حليب\n2. bread (2).\n\ntext\n\n- bread\n- حليب (2).\n\n| a |\n|---|\n| حليب (2). |"
            try site.service.createNote("List", content: content)
            try browser.open("/notes/1")
            for (item, isRightToLeft) in [
                ("ol li:last-child", false), ("ul li:last-child", true), ("td", true),
            ] {
                let place = { (start: String, end: String) in
                    """
                    (() => {
                        const text = document.querySelector("\(item)").firstChild;
                        const range = document.createRange();
                        range.setStart(text, \(start));
                        range.setEnd(text, \(end));
                        return range.getBoundingClientRect().left;
                    })()
                    """
                }
                let places = try browser.numbers(place("0", "1"), place("text.length - 1", "text.length"))
                #expect((places[0] > places[1]) == isRightToLeft, "\(item): \(places)")
            }
            // Each item is next to its number.
            let edges = """
                (() => {
                    const items = [...document.querySelectorAll("ol li")];
                    const rights = items.map((item) => {
                        const range = document.createRange();
                        range.selectNodeContents(item);
                        return range.getBoundingClientRect().right;
                    });
                    return Math.abs(rights[0] - rights[1]);
                })()
                """
            #expect(try browser.numbers(edges)[0] <= 1)
        }

        @Test(arguments: [(360, 640), (1280, 800)]) func saveIsVisibleInAPreview(width: Int, height: Int) throws {
            let lines = (1...80).map { "- [ ] line \($0)" }.joined(separator: "\n")
            try site.service.createNote("Long", content: lines)
            try browser.setWidth(width, height: height)
            try browser.open("/notes/1/edit")
            try browser.follow("Preview")
            let places = try browser.numbers(
                "document.querySelector('.preview').getBoundingClientRect().top",
                "document.querySelector('.primary').getBoundingClientRect().bottom")
            #expect(places[0] < height / 2 && places[1] <= height, "\(places)")
            // Enter presses the first button of the form, not a box of the preview.
            try browser.type("er\(Browser.enter)", into: "[name=title]")
            try waitUntil("the note is saved") { try browser.path == "/notes/1" }
            #expect(try site.curl.send("GET", "/api/notes/1").note().title == "Longer")
        }

        @Test(arguments: [360, 768, 1280]) func deleteIsNotAloneInItsRow(width: Int) throws {
            try site.service.createNote("Note")
            try browser.setWidth(width)
            for target in ["/notes/1", "/notes/1?q=note", "/notes/1?view=text"] {
                try browser.open(target)
                let count = """
                    (() => {
                        const last = document.querySelector("main .danger").getBoundingClientRect();
                        return [...document.querySelectorAll("main > .actions :is(a, button)")].filter((element) => {
                            const { top, bottom } = element.getBoundingClientRect();
                            return top < last.bottom && bottom > last.top;
                        }).length;
                    })()
                    """
                #expect(try browser.numbers(count)[0] >= 2, "\(target)")
            }
        }

        @Test func aHeadingIsSmallerThanTheHeadingAboveIt() throws {
            try site.service.createNote("Note", content: "# 1\n## 2\n### 3\n#### 4\n##### 5")
            try browser.open("/notes/1")
            let sizes = (2...6).map {
                "100 * parseFloat(getComputedStyle(document.querySelector('.content h\($0)')).fontSize)"
            }
            let values = try browser.numbers(sizes[0], sizes[1], sizes[2], sizes[3], sizes[4])
            #expect(values == values.sorted(by: >) && Set(values).count == 5, "\(values)")
        }

        @Test func theTitlesOfAllCardsBeginAtTheSamePlace() throws {
            for title in ["One", "Two"] { try site.service.createNote(title) }
            #expect(try site.curl.send("PUT", "/api/notes/2", json: #"{"is_pinned":true}"#).status == 200)
            try browser.open("/notes")
            let places = (0...1).map { "document.querySelectorAll('.notes h2')[\($0)].getBoundingClientRect().left" }
            let values = try browser.numbers(places[0], places[1])
            #expect(values[0] == values[1], "\(values)")
        }
    }
}
