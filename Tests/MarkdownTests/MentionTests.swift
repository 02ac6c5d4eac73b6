import Markdown
import MarkdownProperties
import Testing

/// Tags and links to notes in texts, in `Mentions` and in the HTML alike (`HTMLRules`).
@Suite struct MentionTests {
    private func html(_ text: String) throws -> String {
        let html = try HTMLRules.check(text)
        return html.replacing(" dir=\"auto\"", with: "").replacing(" rel=\"noopener noreferrer nofollow\"", with: "")
    }

    @Test(arguments: [
        ("#tag", ["tag"]), ("a #b, (#c) \"#d\" *#e* #f.", ["b", "c", "d", "e", "f"]), ("#b #a #b", ["b", "a"]),
        ("#Tag #tag", ["Tag", "tag"]), ("- [ ] #a\n\n> #b\n\n# #c\n\n|#d|\n|-|\n|#e|", ["a", "b", "c", "d", "e"]),
        (
            "#work/infra #snake_case #with-dash #_private #2026/trip #1a",
            [
                "work/infra", "snake_case", "with-dash", "_private", "2026/trip", "1a",
            ]
        ),
        // The end of a tag.
        ("#a/ #b- #c-/ #d_ #e! #f's #g+h", ["a", "b", "c", "d_", "e", "f", "g"]), ("#a#b", ["a"]),
        ("#party🎉 #🎉", ["party"]), ("#a\u{200D}", ["a"]),
        // Every script.
        ("#Küche #日本語 #Привет #한국어 #שלום #٢٠٢٦س", ["Küche", "日本語", "Привет", "한국어", "שלום", "٢٠٢٦س"]),
        ("#Ku\u{308}che #हिन्दी #தமிழ் #ไทย", ["Ku\u{308}che", "हिन्दी", "தமிழ்", "ไทย"]),
        ("#می\u{200C}خواهم", ["می\u{200C}خواهم"]),
        ("、#買い物 🎉#a ❤\u{FE0F}#b", ["買い物", "a", "b"]),
        // Not a tag.
        ("#123 #1-2 # #- #/a #-a #_ ## ##a #\u{301}a #1\u{FE0F}\u{20E3}", []),
        ("C# a#b _#b 1#b é#b e\u{301}#b 語#b", []),
        ("\\#a &#35;b &num;c &#x23;d \\\\\\#e", []), ("x&#y x&amp;#y a/#b", []), ("`#a`\n\n    #b\n\n```\n#c\n```", []),
        ("https://x.example/#a <https://x.example/#b> [x](https://x.example/#c) [#d](/e) ![#f](/g)", []),
        ("www.x.example/(#a) http://x.example/?#a?#b", []), ("a@b.c#x a@b.c#y&amp; a@b.c #z", ["z"]),
        ("example.org/#top", []), ("# heading", []),
        // Escaped characters are characters.
        ("#a\\_b #caf&eacute; \\\\#c", ["a_b", "café", "c"]), ("\\*#a\\*", ["a"]),
        ("#" + String(repeating: "a", count: 200), [String(repeating: "a", count: 200)]),
        ("#" + String(repeating: "a", count: 201) + "#b", []),
        ("http://#a http:#b www.#c https://x.example #d", ["b", "c", "d"]),
    ]) func textsHaveTags(_ text: String, _ tags: [String]) throws {
        #expect(Mentions(in: text).tags.map { Array($0.utf8) } == tags.map { Array($0.utf8) })
        try HTMLRules.check(text)
    }

    @Test(arguments: [
        ("[[Plan]]", ["Plan"]), ("[[ Café am See ]] and [[b]], [[b]]", ["Café am See", "b"]),
        ("*[[a]]* # [[b]]", ["a", "b"]),
        ("- [[a]]\n- [ ] [[b]]\n\n|[[c]]|\n|-|", ["a", "b", "c"]),
        ("[[[a]]] ![[b.png]] [[a] [[c]]", ["a", "b.png", "c"]),
        ("[[a|shown]] [[b|]] [[c|d|e]]\n\n|[[f\\|g]]|\n|-|", ["a", "b", "c", "f"]),
        (
            "[[#a]] [[a#b]] [[snake_case]] [[C:\\x]] [[2\\*3\\*4]] [[a &amp; b]]",
            ["#a", "a#b", "snake_case", "C:\\x", "2*3*4", "a & b"]
        ),
        ("[[https://x.example]] [[see www.x.example]]", ["https://x.example", "see www.x.example"]),
        ("[[a]]: /b", ["a"]), ("[[a]](b c)", ["a"]), ("\\\\[[a]]", ["a"]),
        ("[[]] [[ ]] [[|a]] [[\u{3000}]]", []), ("[[a\nb]] [[a  \nb]] [[a&#10;b]]", []), ("`[[a]]`\n\n    [[b]]", []),
        ("\\[[a]] [\\[a]] [[a\\]] [[a]\\] [[a\\]b]] [[a\\[b]] &#91;[a]]", []), ("https://x.example/[[a]]", []),
        // A link of Markdown counts more.
        ("[[a]](/b) [c [[d]]](/e)", []), ("[[a]]\n\n[a]: /b", []), ("[[a]][b]\n\n[b]: /c", []),
        ("[[*a* b]] [[a `b`]]", []),
        ("[[" + String(repeating: "é", count: 200) + "]]", [String(repeating: "é", count: 200)]),
        ("[[" + String(repeating: "é", count: 201) + "]]", []),
    ]) func textsLinkToNotes(_ text: String, _ titles: [String]) throws {
        #expect(Mentions(in: text).titles == titles)
        try HTMLRules.check(text)
    }

    @Test(arguments: [
        ("a #b.", "a <a class=\"tag\" href=\"/x/notes?q=%23b\">#b</a>."),
        ("#Größe/x", "<a class=\"tag\" href=\"/x/notes?q=%23Gr%C3%B6%C3%9Fe%2Fx\">#Größe/x</a>"),
        (
            "[[ A & \"b\" ]]!",
            "<a class=\"title\" href=\"/x/notes/title?title=A%20%26%20%22b%22\">A &amp; &quot;b&quot;</a>!"
        ),
        ("[[a| the *rest|of* ]]", "[[a| the <em>rest|of</em> ]]"),
        ("[[a| the rest ]]", "<a class=\"title\" href=\"/x/notes/title?title=a\">the rest</a>"),
        ("[#a [[b]]](/c)", "<a href=\"/c\">#a [[b]]</a>"),
        (
            "[[a]] https://x.example/#b #c",
            "<a class=\"title\" href=\"/x/notes/title?title=a\">a</a> "
                + "<a href=\"https://x.example/#b\">https://x.example/#b</a> <a class=\"tag\" href=\"/x/notes?q=%23c\">#c</a>"
        ),
    ]) func mentionsAreLinks(_ text: String, _ expected: String) throws {
        #expect(try html(text) == "<p>\(expected)</p>\n")
    }

    @Test func withoutAddressesForThemMentionsAreShownAsTheyWereTyped() {
        let html = MarkdownHTML("#a [[ b|c ]] https://x.example", boxes: .disabled).bytes
        #expect(String(decoding: html, as: UTF8.self).hasPrefix("<p dir=\"auto\">#a [[ b|c ]] <a href=\"https://x."))
    }

    @Test func openBoxesAreTheBoxesWithoutATick() {
        #expect(Mentions(in: "- [ ] a\n- [x] b\n  1. [ ] c\n\n[ ] d\n\n    - [ ] e").openBoxes == 2)
        #expect(Mentions(in: "[ ] and `- [ ]`").openBoxes == 0)
    }

    @Test func aTextThatIsTooComplexToShowHasMentions() {
        let text = String(repeating: "> ", count: 200) + "#a [[b]]\n\n- [ ] c"
        let mentions = Mentions(in: text)
        #expect(!MarkdownHTML(text, boxes: .disabled, links: HTMLRules.links).isWithinLimits)
        #expect(mentions.tags == ["a"] && mentions.titles == ["b"] && mentions.openBoxes == 1)
        #expect(Mentions(in: String(repeating: "[a] #b\n", count: 100_000)).tags.isEmpty)
    }

    @Test(arguments: [
        "#a ", "#a/", "#a#", "#\u{301}", "\\#", "&#35;", "[[a]]", "[[a|b]]", "[[www.a.b]]", "[[", "[[a", "]]",
        "\\[[a]]",
        "http://a.b/#c [[",
    ]) func manyMentionsNeedLittleTime(_ part: String) throws {
        try HTMLRules.check(String(repeating: part, count: 200))
        let text = String(repeating: part, count: 50_000 / part.utf8.count)
        let start = ContinuousClock.now
        _ = MarkdownHTML(text, boxes: .disabled, links: HTMLRules.links)
        _ = Mentions(in: text)
        // A time that grows with the square of the length would be half a minute.
        #expect(ContinuousClock.now - start < .seconds(4))
    }
}
