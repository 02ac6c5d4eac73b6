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
            if Self.mayEndAListTooEarly(text) { continue }
            try compare(text, isExtended ? .gitHub : .commonMark)
            compared += 1
        }
        #expect(compared > Self.count / 2)
    }

    /// Whether md4c 0.4.8 may end a list too early, at a blank line. Its function `md_analyze_line` takes the last line
    /// before the blank one for the start of a list item if the line's offset in the text is 4 modulo 256. In a block of
    /// code, the offset of the line's end counts. That line may come before a line of `===` or a fence.
    private static func mayEndAListTooEarly(_ text: String) -> Bool {
        var (offset, candidates): (Int, [Int]) = (0, [])
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var content = line[...]
            while let marker = [" ", ">", "#", "- ", "7. "].first(where: { content.hasPrefix($0) }) {
                content = content.dropFirst(marker.count)
            }
            if content.isEmpty, candidates.contains(where: { $0 % 256 == 4 }) { return true }
            if !content.isEmpty {
                let end = offset + line.utf8.count
                candidates = candidates.suffix(2) + [end - content.utf8.count, end]
            }
            offset += line.utf8.count + 1
        }
        return false
    }
}
