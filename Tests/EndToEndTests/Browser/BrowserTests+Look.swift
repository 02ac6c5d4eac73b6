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
    }
}
