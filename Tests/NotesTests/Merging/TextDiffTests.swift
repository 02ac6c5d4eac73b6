import Notes
import Testing

@Suite struct TextDiffTests {
    private func numbers(_ range: ClosedRange<Int>) -> String {
        range.map { "\($0)\n" }.joined()
    }

    /// A row as text: words that differ are in brackets.
    private func text(_ row: TextDiff.Row) -> String {
        func text(_ segments: [TextDiff.Segment]) -> String {
            segments.map { $0.isChanged ? "[\($0.text)]" : $0.text }.joined()
        }
        return switch row {
        case .unchanged(let line): " \(line)"
        case .deleted(let segments): "-\(text(segments))"
        case .inserted(let segments): "+\(text(segments))"
        case .skipped(let lines): "…\(lines)"
        }
    }

    private func rows(_ old: String, _ new: String) -> [String] {
        TextDiff(from: old, to: new).rows.map(text)
    }

    @Test func equalTextsHaveNoRows() {
        #expect(rows("a\nb", "a\r\nb\r\n").isEmpty)
        #expect(rows("", "").isEmpty)
    }

    @Test func deletedAndInsertedLinesAreShown() {
        #expect(rows("a\nb\n", "a\nc d\n\nb\n") == [" a", "+[c d]", "+", " b"])
        #expect(rows("a\nb\n", "b\n") == ["-[a]", " b"])
        #expect(rows("", "a") == ["+[a]"])
    }

    @Test func theWordsThatDifferAreMarked() {
        #expect(rows("Buy milk, please", "Buy bread, please") == ["-Buy [milk], please", "+Buy [bread], please"])
        #expect(rows("one two three", "four five three") == ["-[one two] three", "+[four five] three"])
        #expect(rows("a  b", "a b") == ["-a[  ]b", "+a[ ]b"])
        #expect(rows("a b\nc", "a\nb c") == ["-a[ b]", "-c", "+a", "+[b ]c"])
        #expect(rows("caf\u{E9} x", "cafe\u{301} x") == ["-[caf\u{E9}] x", "+[cafe\u{301}] x"])
        #expect(rows("日本語の文", "日本の文") == ["-日本[語]の文", "+日本の文"])
    }

    @Test func linesFarFromAChangeAreSkipped() {
        let old = numbers(1...30)
        let new = old.replacing("15\n", with: "x\n").replacing("19\n", with: "").replacing("\n28\n", with: "\ny\n")
        #expect(
            rows(old, new) == [
                "…11", " 12", " 13", " 14", "-[15]", "+[x]", " 16", " 17", " 18", "-[19]", " 20", " 21", " 22", "…2",
                " 25", " 26", " 27", "-[28]", "+[y]", " 29", " 30",
            ])
    }

    @Test func aSingleFarLineIsShown() {
        #expect(rows(numbers(1...4), numbers(1...4) + "5\n") == [" 1", " 2", " 3", " 4", "+[5]"])
        #expect(rows(numbers(1...5), numbers(1...5) + "6\n") == ["…2", " 3", " 4", " 5", "+[6]"])
    }

    @Test func theNumberOfRowsIsBounded() {
        let diff = TextDiff(from: "a\n" + numbers(1...100) + "b\n", to: numbers(201...300) + "b\nc\n", maximumRows: 20)
        #expect(diff.rows.map(text).prefix(2) == ["-[a]", "-[1]"])
        #expect(diff.rows.map(text).suffix(2) == ["+[209]", "+[210]"])
        #expect(diff.rows.count == 20)
        #expect(diff.omittedLines == 101 + 100 + 1 - 20)
        #expect(TextDiff(from: "", to: numbers(1...9), maximumRows: 4).rows.count == 4)
        #expect(TextDiff(from: numbers(1...9), to: "", maximumRows: 4).rows.count == 4)
    }

    @Test func manyChangedWordsCountAsOneChange() {
        let old = (0..<3_000).map { "\($0)" }.joined(separator: " ")
        let new = (0..<3_000).map { "\($0 % 2 == 0 ? $0 : $0 + 3_000)" }.joined(separator: " ")
        #expect(rows("same " + old, "same " + new).count == 2)
        #expect(rows("same " + old, "same " + new).first?.filter { $0 == "[" }.count == 1)
    }
}
