import Notes
import Testing

/// Which part of a text a list shows for a search.
@Suite struct SearchPassageTests {
    /// The text from the place on where it is cut.
    private func part(of text: String, _ query: String, title: String = "", columns: Int = 10) throws -> String {
        let passage = try #require(SearchPassage(SearchQuery(query)))
        var (text, title) = (text, title)
        let start = text.withUTF8 { text in
            title.withUTF8 { passage.start(in: text, title: $0, columns: columns) }
        }
        return String(decoding: Array(text.utf8)[start...], as: UTF8.self)
    }

    private let filling = String(repeating: "nothing to see here\n", count: 20)

    @Test func theFirstPassageWithTheMostTextsIsShown() throws {
        let text = "milk\n\(filling)bread\n\(filling)one milk, some bread\n\(filling)two milk, more bread\n"
        #expect(try part(of: text, "milk bread").hasPrefix("one milk, some bread"))
        #expect(try part(of: text, "bread OR milk").hasPrefix("one milk, some bread"))
        #expect(try part(of: text, "bread").hasPrefix("bread\n"))
        #expect(try part(of: text, "milk -bread") == text)
        // A text that occurs often is one text only.
        #expect(
            try part(of: "milk milk milk milk\n\(filling)milk bread\n\(filling)", "bread milk").hasPrefix("milk bread"))
    }

    @Test func textsInTheTitleCountLess() throws {
        let text = "Octavia: Inspektion\n\(filling)Winterreifen\n\(filling)"
        #expect(try part(of: text, "winterreifen octavia", title: "Skoda Octavia").hasPrefix("Winterreifen"))
        #expect(try part(of: text, "winterreifen octavia") == text)
        #expect(try part(of: filling + text, "octavia", title: "Skoda Octavia").hasPrefix("Octavia: Ins"))
    }

    @Test func wholeWordsCountMore() throws {
        let text = "Hausrat\n\(filling)das Haus, gut\n\(filling)"
        #expect(try part(of: text, "haus").hasPrefix("das Haus"))
        #expect(try part(of: text, "haus rat") == text)
    }

    @Test func tagsAndExcludedTextsAndTitlesShowNoPassage() {
        for query in ["#kitchen", "-milk", "in:title milk", "is:pinned", ""] {
            #expect(SearchPassage(SearchQuery(query)) == nil)
        }
    }

    @Test func aPartBeginsAtALineOrAWordOrInALongWord() throws {
        let rest = String(repeating: " and more", count: 20)
        func part(_ text: String, _ query: String, columns: Int = 10) throws -> String {
            try self.part(of: text + rest, query, columns: columns).replacing(rest, with: "")
        }
        let words = "one two three four five six"
        #expect(try part(words, "six") == "four five six")
        #expect(try part(words, "six", columns: 100) == words)
        #expect(try part("one two three\nfour five six", "five") == "four five six")
        #expect(try part(String(repeating: "a", count: 50) + "six", "six") == "aaaaaaaaaasix")
        // Chinese letters are wide.
        #expect(try part(String(repeating: "金", count: 50) + "沢", "沢") == "金金金金金沢")
        #expect(try part(String(repeating: "ä", count: 50) + "ö", "ö") == "ääääääääääö")
    }

    @Test func moreTextComesBeforeAHitNearTheEnd() throws {
        let part = try part(of: "\(filling)\(String(repeating: "word ", count: 100))\n\n#lyon #français", "lyon")
        #expect(part.hasPrefix("word word word ") && part.hasSuffix(" word \n\n#lyon #français"))
        #expect((120...130).contains(part.utf8.count))
        #expect(try self.part(of: String(repeating: "金", count: 100), "金").count == 100)
        #expect((40...45).contains(try self.part(of: String(repeating: "金", count: 100) + "沢", "沢").count))
        #expect(try self.part(of: "short text #lyon", "lyon") == "short text #lyon")
    }

    @Test func theHitIsFoundInALongTextInAllScripts() throws {
        // Folding makes these characters longer or shorter, or removes them.
        let characters = ["ß", "e\u{301}", "ﷺ", "Ａ", "日", "a", "\u{301}", "½", "😀", " "]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20 {
            let count = Int.random(in: 0...20_000, using: &random)
            let before = (0..<count).map { _ in characters.randomElement(using: &random) ?? "" }.joined()
            #expect(try part(of: before + "needle\(filling)", "needle", columns: 0) == "needle\(filling)")
        }
    }

    @Test func aLongTextWithManyHitsTakesLittleTime() throws {
        let text = String(repeating: "ab ", count: 350_000)
        let query = (0..<200).map { "a" + String(repeating: "b", count: $0 % 3) + " OR b\($0)" }.joined(
            separator: " OR ")
        let start = ContinuousClock.now
        #expect(try part(of: text, query) == text)
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func bytesThatAreNoTextAreNoProblem() throws {
        let passage = try #require(SearchPassage(SearchQuery("needle")))
        for bytes: [UInt8] in [[0xF0], [0x80, 0xBF], [0xE2, 0x82]] {
            let text = bytes + Array(" a needle \(filling)".utf8) + bytes
            let start = text.withUnsafeBufferPointer { passage.start(in: $0, title: $0, columns: 0) }
            #expect(String(decoding: text[start...], as: UTF8.self).hasPrefix("needle"))
        }
    }
}
