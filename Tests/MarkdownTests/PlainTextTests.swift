import Markdown
import Testing

/// Texts without their markup, as excerpts show them.
@Suite struct PlainTextTests {
    private func plain(_ text: String, limit: Int = 1000) -> String {
        PlainText(of: text[...], limit: limit).text
    }

    @Test(arguments: [
        ("a *b* __c__ ~~d~~ `e`", "a b c d e"),
        ("# A\nB\n\nC\\\nD  \nE", "A · B C D E"),
        ("- a\n- b\n  - c\n- d\n\nend", "a · b · c · d · end"),
        ("Buy:\n1. a\n2. b", "Buy: a · b"),
        ("- [ ] Milk\n- [x] *Bread*\n- [ ] ", "☐ Milk · ☑ Bread · ☐"),
        ("> q\n\n---\n\nx", "q x"),
        ("```swift\nlet a\n  = 1\n```\nx", "let a = 1 x"),
        ("|a|b|\n|---|---|\n|c|d|", "a b · c d"),
        (
            "[text](https://x.example) <https://y.example> [](/z) ![alt](i.png) ![](j.png)",
            "text https://y.example /z alt j.png"
        ),
        ("[![alt](i.png)](/x) and [ref]\n\n[ref]: https://x.example", "alt and ref"),
        ("<b>x</b> & &copy; a \t b", "<b>x</b> & © a b"),
        (
            "#a, [[b]] [[c|d]] `[[e]]` \\[[f]] [[[g]]](/h) https://x.example/[[i]]",
            "#a, b d [[e]] [[f]] [[g]] https://x.example/[[i]]"
        ),
        ("---", ""), ("```", ""), ("#", ""), (" \n ", ""), ("", ""),
    ])
    func textWithoutMarkup(_ text: String, plain expected: String) {
        #expect(plain(text) == expected)
    }

    @Test func theLimitCountsScalars() {
        let cases = [
            ("**a😀é** b", 5, "a😀é b", false), ("**a😀é** b", 4, "a😀é", true), ("**a😀é** ", 3, "a😀é", false),
            // No separator stands at the end.
            ("- a\n- b", 4, "a", true), ("a", 0, "", true),
        ]
        for (source, limit, text, isFull) in cases {
            let result = PlainText(of: source[...], limit: limit)
            #expect(result.text == text && result.isFull == isFull, "\(source)")
        }
    }

    private static let longText = "[" + String(repeating: "long", count: 100)

    @Test(arguments: [
        ("see [the page](https://x.exam", "see"), ("see [the pa", "see"), ("see [the page]", "see"),
        ("see [the page](", "see"), ("see <https://x.exam", "see"), ("see [a](/b) and", "see a and"),
        ("see [x] a < b and", "see [x] a < b and"), ("[ ] a [b\nc", "[ ] a [b c"),
        ("see [[the pa", "see"), ("see [[the page]", "see"), ("see [[the page]]", "see the page"),
        (longText, longText),
    ])
    func ofACutTextNoHalfLinkIsShown(_ text: String, plain expected: String) {
        #expect(PlainText(of: text[...], limit: 1000, isCut: true).text == expected)
    }

    @Test func anyTextHasAPlainTextOfOneLine() {
        for seed in 0..<300 {
            var random = RandomDocument(seed: UInt64(seed))
            let document = random.blocks(isExtended: true)
            let whole = plain(document, limit: 1_000_000)
            #expect(!whole.contains("\n") && !whole.contains("  "), "\(document)")
            let beginning = PlainText(of: document[...], limit: 20)
            #expect(beginning.text.unicodeScalars.count <= 20, "\(document)")
            #expect(whole.unicodeScalars.starts(with: beginning.text.unicodeScalars), "\(document)")
            #expect(beginning.isFull == (whole.unicodeScalars.count > 20), "\(document)")
        }
    }
}
