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
    }
}
