import Testing

extension BrowserTests {
    /// Anna writes notes, and Ben finds them again, in two browsers without JavaScript.
    @Suite struct Finding {
        private let site: Site
        private let anna: Browser
        private let ben: Browser

        init() throws {
            site = try Site()
            anna = try Browser(site, runsScripts: false)
            ben = try Browser(site, runsScripts: false)
        }

        private func write(_ title: String, _ content: String) throws {
            try anna.open("/notes/new")
            try anna.type(title, into: "[name=title]")
            try anna.type(content, into: "[name=content]")
            try anna.follow("Create note")
        }

        private func search(_ text: String) throws {
            try ben.open("/notes")
            try ben.type(text, into: "[name=q]")
            try ben.follow("Search")
        }

        @Test func aSearchLeadsToTheHit() throws {
            try write(
                "Ferien", String(repeating: "Line after line.\n", count: 200) + "The café in the Große Straße was good."
            )
            try write("Other", "nothing")
            try search("cafe strasse")
            #expect(try ben.text(of: ".notes h2") == "Ferien")
            #expect(try ben.text(of: ".excerpt mark") == "café")
            try ben.follow("Ferien")
            #expect(try ben.numbers("Math.round(scrollY)")[0] > 1_000)
            #expect(try ben.text(of: "h1") == "Ferien")
        }

        @Test func aSearchLeadsToThePassageThatItShows() throws {
            let filling = String(repeating: "Line after line.\n", count: 200)
            // Typing so much takes a driver more than half a minute on a busy machine.
            try site.service.createNote(
                "Octavia", content: "Winterreifen later\n\n\(filling)\nWinterreifen: Hügle\n\n\(filling)")
            try ben.setWidth(360)
            try search("winterreifen hügle")
            // The hit is in the first line of four.
            #expect(try ben.text(of: ".excerpt").hasPrefix("…Winterreifen: Hügle"))
            let lines = "getComputedStyle(document.querySelector('.excerpt'))"
            let height = try ben.numbers(
                "document.querySelector('.excerpt').clientHeight / parseFloat(\(lines).lineHeight)")
            #expect(height == [4])
            try ben.follow("Octavia")
            #expect(try ben.numbers("Math.round(scrollY)")[0] > 1_000)
        }

        @Test func aTagLeadsToItsNotes() throws {
            try write("Bread", "flour, salt #Küche/Rezepte")
            try ben.open("/notes/1")
            try ben.follow("#Küche/Rezepte")
            #expect(try ben.text(of: ".summary").hasPrefix("1 note: tagged #Küche/Rezepte."))
            try ben.follow("Tags")
            #expect(try ben.text(of: "ul.tags").hasPrefix("#Küche/Rezepte 1 note"))
            try search("#kuche")
            #expect(try ben.text(of: ".notes h2") == "Bread")
        }

        @Test func aLinkLeadsToTheNoteOnceItExists() throws {
            try write("Plan", "see [[Café am See]]")
            try ben.open("/notes/1")
            try ben.follow("Café am See")
            #expect(try ben.property("value", of: "[name=title]") == "Café am See")
            try write("cafe am see", "open until ten")
            try ben.open("/notes/1")
            try ben.follow("Café am See")
            #expect(try ben.text(of: "h1") == "cafe am see")
            #expect(try ben.text(of: ".linking li") == "Plan")
            try ben.follow("Plan")
            #expect(try ben.text(of: "h1") == "Plan")
        }
    }
}
