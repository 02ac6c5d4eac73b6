import Foundation
import Notes
import TestSupport
import Testing

@testable import notes_fcgi

@Suite struct FileNamesTests {
    @Test(arguments: [
        ("Shopping", "Shopping"), ("AC/DC: \"live\"?", "AC-DC- -live"), ("C:\\temp", "C-temp"), ("...", "Untitled"),
        (".env", "env"), ("-rf *", "rf"), ("v1.2.", "v1.2"), (" a \t\n b ", "a b"), ("Größe 😀", "Größe 😀"),
        ("e\u{301}", "\u{E9}"), ("", "Untitled"), ("\u{200B}", "Untitled"), ("a\u{7}b\u{202E}c", "a-b-c"),
        ("CON", "_CON"), ("nul.txt", "_nul.txt"), ("Com1 .x", "_Com1 .x"), ("LPT²", "_LPT²"), ("console", "console"),
        ("👩‍👩‍👧", "👩‍👩‍👧"), ("..\u{2028}..", "Untitled"), ("~", "~"),
    ])
    func aTitleBecomesANameThatEveryFileSystemAllows(_ title: String, _ name: String) {
        var names = FileNames()
        #expect(Array(names.next(for: title).utf8) == Array("\(name).md".utf8))
    }

    @Test func equalNamesGetNumbers() {
        var names = FileNames()
        let titles = [
            "Plan", "plan", "PLAN", "Plan (2)", "Plan", "Caf\u{E9}", "cafe\u{301}", "straße", "STRASSE", "a/b", "a:b",
            "a\u{200D}b", "ab",
        ]
        let expected = [
            "Plan", "plan (2)", "PLAN (3)", "Plan (2) (2)", "Plan (4)", "Caf\u{E9}", "caf\u{E9} (2)", "straße",
            "STRASSE (2)", "a-b", "a-b (2)", "a\u{200D}b", "ab (2)",
        ]
        #expect(titles.map { names.next(for: $0) } == expected.map { "\($0).md" })
    }

    @Test func aLongTitleIsCutBetweenCharacters() {
        var names = FileNames()
        for title in [
            String(repeating: "x", count: 5000), String(repeating: "😀", count: 200),
            String(repeating: "👩‍👩‍👧", count: 50), "a" + String(repeating: "\u{302}", count: 500),
        ] {
            let name = names.next(for: title)
            #expect((80...143).contains(name.utf8.count))
            #expect(names.next(for: title).utf8.count <= 143)
            #expect(title.precomposedStringWithCanonicalMapping.utf8.starts(with: name.dropLast(3).utf8))
        }
    }

    @Test func manyEqualTitlesTakeLinearTime() {
        var names = FileNames()
        var all: Set<String> = []
        for _ in 0..<20_000 { all.insert(names.next(for: "Untitled")) }
        #expect(all.count == 20_000)
    }
}
