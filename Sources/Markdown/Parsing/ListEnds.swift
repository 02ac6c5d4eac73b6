/// Works around a mistake of md4c 0.4.8, which ends some lists too early.
///
/// At a blank line in a list, md4c's `md_analyze_line` reads the last bytes of a buffer as a block. Often, they are the
/// offset of the line before. If that is 4 modulo 256, md4c takes the line for the start of a list item, and ends the
/// list. Line feeds before a text change nothing in its document, but they move all its lines.
struct ListEnds {
    private let text: UnsafeRawBufferPointer

    /// Longer texts, in bytes, are left as they are, because a text with very many lines has some at every offset.
    private static let longestText = 64 << 10
    /// How far before and after a position lines are examined, in bytes.
    private static let reach = 256

    /// Returns the smallest number of line feeds to put before a text so that no list ends too early; 0 if none is found.
    static func lineFeeds(before text: UnsafeRawBufferPointer) -> Int {
        let ends = ListEnds(text: text)
        guard text.count <= longestText, ends.areMisread else { return 0 }
        let misread = ends.misreadPositions()
        return (1..<256).first { !misread[(256 + 4 - $0) % 256] } ?? 0
    }

    /// Whether md4c may misread a line if no line feeds come before the text. Examines only a few positions.
    private var areMisread: Bool {
        stride(from: 4, to: text.count, by: 256).contains {
            (isStartOfContent($0) || text[$0] == Self.lineFeed) && isBeforeBlankLine($0, followingLines($0))
        }
    }

    /// Returns for each position modulo 256 whether md4c may misread a line there. Examines each byte a few times.
    private func misreadPositions() -> [Bool] {
        var result = [Bool](repeating: false, count: 256)
        /// The last byte before the position that is no marker.
        var other = -1
        var lines = followingLines(0)
        for (position, byte) in text.enumerated() {
            let isStart = other < 0 || text[other] == Self.lineFeed || position - other > Self.reach
            if isStart || byte == Self.lineFeed, isBeforeBlankLine(position, lines) {
                result[position % 256] = true
            }
            if !Self.isMarker(byte) { other = position }
            if byte == Self.lineFeed { lines = followingLines(position + 1) }
        }
        return result
    }

    /// Returns the end of the second line after the line of a position, and whether one of the two lines is blank.
    private func followingLines(_ start: Int) -> (end: Int, hasBlank: Bool) {
        var (lines, isBlank, hasBlank) = (0, false, false)
        for position in start..<text.count {
            if text[position] == Self.lineFeed {
                hasBlank = hasBlank || isBlank
                (lines, isBlank) = (lines + 1, true)
                if lines == 3 { return (position, hasBlank) }
            } else if !Self.isBlank(text[position]) {
                isBlank = false
            }
        }
        return (.max, hasBlank)
    }

    /// Whether there are only markers of lists, quotes and headings between the start of the line and a position.
    private func isStartOfContent(_ position: Int) -> Bool {
        for byte in text[..<position].suffix(Self.reach).reversed() where !Self.isMarker(byte) {
            return byte == Self.lineFeed
        }
        return true
    }

    /// Whether one of the two lines after the line of a position is blank. The first may be a fence, or underline a heading.
    /// If those lines are long, the answer is yes.
    private func isBeforeBlankLine(_ position: Int, _ following: (end: Int, hasBlank: Bool)) -> Bool {
        following.hasBlank || following.end >= position + Self.reach
    }

    private static let lineFeed = UInt8(ascii: "\n")

    /// Whether a byte is in blank lines, also in those of quotes.
    private static func isBlank(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: ">"): true
        default: false
        }
    }

    private static func isMarker(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ">"), UInt8(ascii: "#"), UInt8(ascii: "-"),
            UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "."), UInt8(ascii: ")"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
