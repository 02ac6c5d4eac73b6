import TestSupport

/// Makes short texts of few different lines, so that many lines of two texts are equal.
struct RandomTexts {
    private var random: SplitMix64
    private let lines = ["", "a", "b", "a b", "é", "e\u{301}", "- [ ] x", "- [x] x", "日本語 だ", "👩🏽‍🚀 ", "\ta, b", "c\rd"]
    private let ends = ["\n", "\r\n"]

    init(seed: UInt64) {
        random = SplitMix64(state: seed)
    }

    mutating func text() -> String {
        let (variety, end) = (Int.random(in: 1...lines.count, using: &random), end())
        let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
            line(variety) + (Int.random(in: 0..<20, using: &random) == 0 ? self.end() : end)
        }
        return text.joined()
            + (Bool.random(using: &random) ? "" : ["last", "a", "a\r"].randomElement(using: &random) ?? "")
    }

    /// Changes, deletes and inserts some lines of a text. Sometimes changes all line ends.
    mutating func edited(_ text: String) -> String {
        var edited: [String] = []
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map({
            String($0) ?? ""
        }) {
            switch Int.random(in: 0..<10, using: &random) {
            case 0: break
            case 1: edited.append(self.line(lines.count))
            case 2: edited += [self.line(lines.count), line]
            default: edited.append(line)
            }
        }
        let all = edited.joined(separator: "\n")
        guard Int.random(in: 0..<8, using: &random) == 0 else { return all }
        let parts = all.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: end())
    }

    private mutating func line(_ variety: Int) -> String {
        lines[Int.random(in: 0..<variety, using: &random)]
    }

    private mutating func end() -> String {
        ends[Int.random(in: 0..<ends.count, using: &random)]
    }
}
