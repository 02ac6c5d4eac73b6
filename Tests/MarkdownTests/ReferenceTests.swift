import Foundation
import Markdown
import MarkdownProperties
import Testing

/// Compares the HTML with that of reference implementations.
@Suite struct ReferenceTests {
    /// `deploy/test --long` compares more documents.
    private static let count = ProcessInfo.processInfo.environment["NOTES_LONG_TESTS"] == "1" ? 5000 : 500

    private func compare(_ text: String, _ program: ReferenceProgram) throws {
        let expected = try ComparableHTML.reference(program.html(text))
        let html = try HTMLRules.check(text)
        let ours = try ComparableHTML.ours(html)
        #expect(ours == expected, "\(text)\n\(html)")
    }

    /// The constructs that only GitHub Flavored Markdown has, alone and inside other constructs.
    @Test(arguments: [
        "~~a~~", "~a~", "a~~b~~c", "*~~a~~*", "~~a *b*~~", "# ~~a~~", "> ~~a~~", "`~~a~~`", "[~~a~~](/b)",
        "- [ ] a", "- [x] a\n- [X] b\n- c", "1. [ ] a", "- [ ] *a* `b`", "- [ ] [a](/b)", "- [ ]a", "- [y] a",
        "|a|b|\n|---|---|\n|c|d|", "|a|\n|:--|\n|`b`|\n\nc", "a|b\n---|---\nc|d", "|a|b|\n|---|--:|\n|c|",
        "> |a|\n> |---|\n> |b|",
        "|*a*|[b](/c)|\n|---|---|\n|~~d~~|https://e.example|", "https://a.example", "http://a.example/b?c=d&e",
        "(https://a.example/b)", "https://a.example/b_(c)", "https://a.example.", "*https://a.example*",
        "www.a.example/b.",
        "a@b.example", "# https://a.example", "- www.a.example", "[https://a.example](/b)", "`www.a.example`",
    ]) func extensionsAreGitHubFlavored(_ text: String) throws {
        try compare(text, .gitHub)
    }

    @Test(arguments: [false, true]) func randomDocumentsAreRenderedLikeTheReference(isExtended: Bool) throws {
        var compared = 0
        for seed in 1...Self.count {
            var document = RandomDocument(seed: UInt64(seed))
            let text = document.blocks(isExtended: isExtended)
            try compare(text, isExtended ? .gitHub : .commonMark)
            compared += 1
        }
        #expect(compared > Self.count / 2)
    }
}
