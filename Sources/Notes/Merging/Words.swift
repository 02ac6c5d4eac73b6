/// The words of some lines, as ranges of the text's UTF-8.
///
/// A word is one of these: several letters and digits; several blanks; one character of Chinese or Japanese; one other
/// ASCII character. An empty word stands for the end of each line.
struct Words {
    private(set) var ranges: [Range<Int>] = []
    private let bytes: [UInt8]

    init(_ range: Range<Int>, of lines: Lines) {
        bytes = lines.bytes
        for line in range { append(lines.content(line)) }
    }

    /// Gives each word a number: two words have the same number if they are equal, byte by byte.
    func numbers(_ numbering: inout Numbering) -> [Int32] {
        numbering.numbers(of: ranges, in: bytes)
    }

    /// Returns the segments of each line. Blanks between two changed words of a line count as changed too.
    func segments(changed: [Range<Int>]) -> [[TextDiff.Segment]] {
        var isChanged = [Bool](repeating: false, count: ranges.count)
        for word in changed.joined() { isChanged[word] = true }
        return ranges.indices.split(omittingEmptySubsequences: false) { ranges[$0].isEmpty }.dropLast().map { line in
            for word in line.dropFirst().dropLast() where Kind(bytes[ranges[word].lowerBound]) == .blanks {
                if isChanged[word - 1] && isChanged[word + 1] { isChanged[word] = true }
            }
            var segments: [TextDiff.Segment] = []
            var rest = line
            while let first = rest.first {
                let segment = rest.prefix { isChanged[$0] == isChanged[first] }
                let text = bytes[ranges[first].lowerBound..<ranges[segment.upperBound - 1].upperBound]
                segments.append(.init(text: String(decoding: text, as: UTF8.self), isChanged: isChanged[first]))
                rest = rest[segment.upperBound...]
            }
            return segments
        }
    }

    private mutating func append(_ line: Range<Int>) {
        var start = line.lowerBound
        for index in line {
            let kind = Kind(bytes[index])
            if index > start && (kind == .single || kind != Kind(bytes[start])) && kind != .continuation {
                ranges.append(start..<index)
                start = index
            }
        }
        if start < line.upperBound { ranges.append(start..<line.upperBound) }
        ranges.append(line.upperBound..<line.upperBound)
    }

    /// The kind of a word, by its first byte.
    private enum Kind {
        case letters, blanks, single, continuation

        init(_ byte: UInt8) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                self = .letters
            case UInt8(ascii: " "), UInt8(ascii: "\t"): self = .blanks
            case 0x80..<0xC0: self = .continuation
            // The first byte of U+3000 to U+9FFF.
            case 0xE3...0xE9: self = .single
            case 0xC0...: self = .letters
            default: self = .single
            }
        }
    }
}
