import Testing
import TestSupport

extension BrowserTests {
    /// Every page fits the width of a phone, a tablet and a desktop.
    @Suite struct Width {
        private static let word = String(repeating: "Donaudampfschifffahrtsgesellschaft", count: 5)

        @Test func noPageScrollsSideways() throws {
            let site = try Site()
            let content = String(repeating: Self.word, count: 20) + "\n\tx\n" + Self.word
            for _ in 1...12 { try site.service.createNote(Self.word, content: content) }
            #expect(try site.curl.send("DELETE", "/api/notes/12").status == 200)
            let browser = try Browser(site)
            try expectConflictFits(browser, site)
            try browser.open("/notes/1/history")
            let oldest = try browser.property("pathname", of: ".versions li:last-child a")
            for target in [
                "/notes", "/notes?page=2", "/notes?q=\(Self.word)", "/notes?q=\(Self.word)x", "/notes?page=9",
                "/notes/1", "/notes/new", "/notes/1/edit", "/notes/1/delete", "/notes/1/history",
                String(oldest.dropFirst(site.service.basePath.utf8.count)), "/notes/trash",
                "/notes/trash?q=\(Self.word)x", "/notes/trash/12/delete", "/notes/trash/empty", "/notes/404",
                "/static/nothing",
            ] {
                try browser.open(target)
                try expectFits(browser, target)
            }
            try browser.open("/notes/new")
            try browser.type(" ", into: "[name=title]")
            try browser.type(Self.word, into: "[name=content]")
            try browser.follow("Create note")
            try expectFits(browser, "a rejected form")
        }

        /// A second row would take a fifth of the screen.
        @Test func theButtonsOfAFormAreOneRowOnAPhone() throws {
            let site = try Site()
            try site.service.createNote("List")
            let browser = try Browser(site)
            try browser.setWidth(360, height: 640)
            for target in ["/notes/new", "/notes/1/edit"] {
                try browser.open(target)
                let heights = try browser.numbers(
                    "document.querySelector('.edit .actions').getBoundingClientRect().height",
                    "Math.round(Math.min(...[...document.querySelectorAll('.edit .actions > *')]"
                        + ".map(e => e.getBoundingClientRect().height)))")
                #expect(heights[0] <= 65, "the row at \(target)")
                #expect(heights[1] >= 44, "the lowest button at \(target)")
            }
        }

        /// Opens the form of the note 1, and saves it after another change of all its lines.
        private func expectConflictFits(_ browser: Browser, _ site: Site) throws {
            try browser.open("/notes/1/edit")
            let change = #"{"title":"x\#(Self.word)","content":"\#(Self.word)\nx\n\#(Self.word)x"}"#
            #expect(try site.curl.send("PUT", "/api/notes/1", json: change).status == 200)
            try browser.type(Self.word, into: "[name=content]")
            try browser.follow("Save changes")
            #expect(try browser.text.contains("Nothing is saved yet"))
            try expectFits(browser, "a conflict")
        }

        private func expectFits(_ browser: Browser, _ page: String) throws {
            for width in [360, 768, 1280] {
                try browser.setWidth(width)
                let sizes = try browser.numbers(
                    "window.innerWidth",
                    // The width that a scroll bar leaves to the page, and the width that the page needs.
                    "document.documentElement.clientWidth", "document.documentElement.scrollWidth",
                    "Math.max(...[...document.querySelectorAll('body *')].map(e => e.getBoundingClientRect().right))")
                #expect(sizes[0] == width)
                #expect(sizes[2] <= sizes[1], "\(page) at \(width) scrolls sideways")
                #expect(sizes[3] <= sizes[1], "\(page) at \(width): an element is cut off")
            }
        }
    }
}
