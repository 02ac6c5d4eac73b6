import MarkdownProperties
import TestSupport
import Testing

/// No text makes HTML with an element or an address that could do harm.
@Suite struct SafetyTests {
    /// Attacks of the kinds that OWASP's XSS Filter Evasion Cheat Sheet lists, as HTML and as links.
    @Test(arguments: [
        "<script>alert(1)</script>", "<SCRIPT SRC=https://a.example/x.js></SCRIPT>", "<img src=x onerror=alert(1)>",
        "<IMG \"\"\"><SCRIPT>alert(1)</SCRIPT>\"\\>", "<svg/onload=alert(1)>", "<body onload=alert(1)>",
        "<iframe src=//a.example>",
        "<<SCRIPT>alert(1);//\\<</SCRIPT>", "<a href=\"javascript:alert(1)\">x</a>",
        "<input type=image src=javascript:alert(1)>",
        "<style>@import 'https://a.example/x.css';</style>", "<meta http-equiv=refresh content=0;url=data:text/html,x>",
        "<base href=javascript:alert(1);//>", "<object data=data:text/html;base64,PHNjcmlwdD4=></object>",
        "<!--[if gte IE 4]><script>-->",
        "<x onclick=alert(1)>", "<math><a xlink:href=javascript:alert(1)>x", "\0<script>", "<scr\0ipt>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java\tscript:alert(1))",
        "[x](<java\tscript:alert(1)>)",
        "[x](&#106;avascript:alert(1))", "[x](&#x6A;avascript:alert(1))", "[x](javascript&colon;alert(1))",
        "[x](java&NewLine;script:x)",
        "[x](&#1;javascript:x)", "[x](<&#32;javascript:x>)", "[x](vbscript:x)", "[x](data:text/html;base64,x)",
        "[x](//a.example)", "[x](/\\a.example)",
        "[x](\\\\\\\\a.example)", "[x](&Tab;//a.example)", "[x](file:///etc/passwd)", "[x](blob:x)",
        "[x](%6Aavascript:x)", "[x](javascript%3Ax)",
        "[x](https://a.example \"\\\" onmouseover=alert(1) x=\\\"\")", "[x](https://a.example/\"onmouseover=alert(1))",
        "[x]('https://a.example' onclick=x)",
        "![x](javascript:alert(1))", "![\"onerror=alert(1)](x)", "![x](https://a.example/x.png 'a\" onload=\"x')",
        "<javascript:alert(1)>", "<data:x>",
        "[x]: javascript:alert(1)\n\n[x]", "```x\" onclick=\"alert(1)\n```", "```</code></pre><script>\n```",
        "`<script>`", "https://a.example/\"><script>alert(1)</script>",
        "www.a.example/'><img src=x>", "a@b.example\"><script>", "|<script>|\n|---|\n|<script>|",
        "[[\" onclick=\"alert(1)]]", "[[<script>|</a><script>]]", "[[javascript:alert(1)]]", "[[a|\"><img>]]",
        "#a\"onclick=x",
        "*a [b](c*) d\n\ne", "**a [b](c**d) e", "[a](~~) b~~", "~~a [b](~~) c~~", "*a [*b](c*) d*", "*a ![b](c*)",
        "- [ ] <script>\n- [x] \"><img>", "# <h1 onclick=x>",
    ]) func anAttackIsShownAsText(_ text: String) throws {
        try HTMLRules.check(text)
        for prefix in ["> ", "- ", "# ", "1. ", "- [ ] ", "**", "[", "![", "~~"] { try HTMLRules.check(prefix + text) }
    }

    /// md4c reads the byte after a text. These texts come after line feeds that work around a mistake of md4c.
    @Test func aTextThatEndsInALinkWithoutAnEndShowsNoOtherMemory() throws {
        for length in 0..<256 {
            let text = String(repeating: "x", count: length) + "\n\n- a\n\n- b\n\n[c](d"
            // Memory that is free again often keeps its content.
            for size in 0..<512 { _ = [UInt8](repeating: UInt8(ascii: ")"), count: size).withUnsafeBytes { $0.count } }
            let html = try HTMLRules.check(text)
            #expect(html.hasSuffix("[c](d</p>\n"), "\(html)")
        }
    }

    @Test func randomTextsFollowTheRules() throws {
        let pieces = [
            "*", "**", "_", "~~", "`", "```", "[", "](", ")", "![", "<", ">", "&", ";", "&lt;", "&#0;", "\n", "\n\n",
            "- [ ] ", "- ", "1. ", "> ", "# ", "    ",
            "|", "---", "\\", "\"", "'", "a", "é", "https://a.example", "www.b.c", "a@b.c", "javascript:", "//", "\t",
            "\0", "\r\n", "[x]: /y\n", "[x]", "<b>", "==\n",
            "#", "#a", "[[", "]]", "[[a]]", "|b]]", "/", "\u{301}", "&#35;", "&#91;", "\\#", "\\[", "\\]", "\u{FE0F}",
        ]
        var random = SplitMix64(state: 1)
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 1...30, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            #expect(throws: Never.self, "\(text.debugDescription)") { try HTMLRules.check(text) }
        }
    }
}
