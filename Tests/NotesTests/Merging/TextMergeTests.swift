import Notes
import Testing

@Suite struct TextMergeTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let name: String
        let base: String?, mine: String, theirs: String
        let merged: String
        let conflicts: Int
        var testDescription: String { name }

        init(_ name: String, _ base: String?, mine: String, theirs: String, _ merged: String, conflicts: Int = 0) {
            (self.name, self.base, self.mine, self.theirs) = (name, base, mine, theirs)
            (self.merged, self.conflicts) = (merged, conflicts)
        }
    }

    private static let changes = [
        Example("changes of distant lines", "a\nb\nc\n", mine: "A\nb\nc\n", theirs: "a\nb\nC\n", "A\nb\nC\n"),
        Example("one side deletes the last line", "a\nb", mine: "a", theirs: "A\nb", "A"),
        Example("one side deletes the last line after an empty one", "a\nb", mine: "a", theirs: "a\n\nb", "a\n\n"),
        Example("changes of neighbouring lines", "a\nb\n", mine: "A\nb\n", theirs: "a\nB\n", "A\nB\n"),
        Example(
            "ticks in overlapping parts of a list", "- 1\n- 2\n- 3\n", mine: "x 1\nx 2\n- 3\n",
            theirs: "- 1\nx 2\nx 3\n", "x 1\nx 2\nx 3\n"),
        Example(
            "changes of the same line", "a\nb\nc\n", mine: "a\nM\nc\n", theirs: "a\nT\nc\n", "a\nT\nM\nc\n",
            conflicts: 1),
        Example(
            "both sides rewrite a paragraph", "a\nb\nc\n", mine: "1\n2\nc\n", theirs: "3\n4\nc\n", "3\n4\n1\n2\nc\n",
            conflicts: 1),
        Example(
            "both sides rewrite a paragraph and agree in one line", "a\nb\nc\n", mine: "1\nB\n2\n", theirs: "3\nB\n4\n",
            "3\n1\nB\n4\n2\n", conflicts: 2),
        Example(
            "variants of different length", "a\nb\nc\n", mine: "a\nM\nN\nc\n", theirs: "a\nT\nc\n", "a\nT\nM\nN\nc\n",
            conflicts: 1),
        Example("equal changes", "a\nb\n", mine: "a\nB\n", theirs: "a\nB\n", "a\nB\n"),
        Example("texts of one line", "a", mine: "b", theirs: "c", "c\nb", conflicts: 1),
        Example(
            "other bytes of the same character", "x\n", mine: "\u{E9}\n", theirs: "e\u{301}\n", "e\u{301}\n\u{E9}\n",
            conflicts: 1),
    ]

    private static let insertions = [
        Example("lines at the end", "a\n", mine: "a\nM\n", theirs: "a\nT\n", "a\nT\nM\n"),
        Example("lines in an empty text", "", mine: "M", theirs: "T", "T\nM"),
        Example("equal lines", "a\n", mine: "a\nB\n", theirs: "a\nB\n", "a\nB\n"),
        Example("lines that begin equally", "a\n", mine: "a\nB\nM\n", theirs: "a\nB\nT\n", "a\nB\nT\nM\n"),
        Example("a line before a changed line", "a\nb\n", mine: "a\nM\nb\n", theirs: "a\nB\n", "a\nM\nB\n"),
        Example("a line after a changed line", "a\nb\n", mine: "a\nM\nb\n", theirs: "A\nb\n", "A\nM\nb\n"),
        Example("an equal line before a changed line", "a\nb\n", mine: "a\nM\nb\n", theirs: "a\nM\nB\n", "a\nM\nB\n"),
        Example("an equal line after a changed line", "a\nb\n", mine: "a\nM\nb\n", theirs: "A\nM\nb\n", "A\nM\nb\n"),
        Example(
            "a line between changed lines", "a\nb\nc\nd\n", mine: "a\nb\nM\nc\nd\n", theirs: "a\nT\nd\n",
            "a\nT\nb\nM\nc\nd\n", conflicts: 1),
        Example("a line between deleted lines", "a\nb\n", mine: "a\nM\nb\n", theirs: "", "a\nM\nb\n", conflicts: 1),
    ]

    private static let deletions = [
        Example(
            "my deletion of a changed line", "a\nb\nc\n", mine: "a\nc\n", theirs: "a\nT\nc\n", "a\nT\nc\n", conflicts: 1
        ),
        Example(
            "their deletion of a changed line", "a\nb\nc\n", mine: "a\nM\nc\n", theirs: "a\nc\n", "a\nM\nc\n",
            conflicts: 1),
        Example("overlapping deletions", "a\nb\nc\nd\n", mine: "a\nd\n", theirs: "a\nb\n", "a\n"),
        Example("deletion of all lines", "a\nb\n", mine: "", theirs: "A\nb\n", "A\nb\n", conflicts: 1),
    ]

    private static let lineEnds = [
        Example("lines after a last line without a line feed", "a", mine: "a\nM", theirs: "a\nT", "a\nT\nM"),
        Example("a line after a changed last line", "a\nb", mine: "a\nb\nM", theirs: "a\nT", "a\nT\nM"),
        Example(
            "only their text with CRLF", "a\nb\nc\n", mine: "a\nM\nc\n", theirs: "a\r\nb\r\nc\r\n", "a\r\nM\nc\r\n"),
        Example("only my text with CRLF", "a\nb\nc\n", mine: "a\r\nb\r\nc\r\n", theirs: "a\nT\nc\n", "a\r\nT\nc\r\n"),
        Example(
            "base and theirs with CRLF", "a\r\nb\r\nc", mine: "a\nM\nc", theirs: "a\r\nb\r\nc\r\nT", "a\nM\nc\r\nT"),
        Example("a line feed in a text with CRLF", "a\r\n", mine: "a\r\nM", theirs: "a\r\nT", "a\r\nT\r\nM"),
        Example("a lone CR at the end", "a", mine: "a\nM", theirs: "T\r", "T\r\nM", conflicts: 0),
    ]

    private static let withoutBase = [
        Example("equal texts", nil, mine: "a\nb\n", theirs: "a\nb\n", "a\nb\n"),
        Example("two differences", nil, mine: "a\nM\nc\n", theirs: "a\nT\nc\nd\n", "a\nT\nM\nc\nd\n", conflicts: 2),
        Example("one empty text", nil, mine: "", theirs: "a\nb", "a\nb", conflicts: 1),
    ]

    @Test(arguments: changes + insertions + deletions + lineEnds + withoutBase)
    func textsAreMerged(_ example: Example) {
        let merge = TextMerge(base: example.base, mine: example.mine, theirs: example.theirs)
        #expect(Array(merge.text.utf8) == Array(example.merged.utf8), "\(merge.text.debugDescription)")
        #expect(merge.conflicts == example.conflicts)
    }
}
