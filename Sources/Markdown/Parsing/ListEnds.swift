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
        guard text.count <= longestText else { return 0 }
        return (0..<256).first { !ends.areMisread(after: $0) } ?? 0
    }

    /// Whether md4c may misread a line if the text comes after some line feeds.
    private func areMisread(after lineFeeds: Int) -> Bool {
        stride(from: (256 + 4 - lineFeeds) % 256, to: text.count, by: 256).contains {
            (isStartOfContent($0) || text[$0] == Self.lineFeed) && isBeforeBlankLine($0)
        }
    }

    /// Whether there are only markers of lists, quotes and headings between the start of the line and a position.
    private func isStartOfContent(_ position: Int) -> Bool {
        for byte in text[..<position].suffix(Self.reach).reversed() where !Self.isMarker(byte) {
            return byte == Self.lineFeed
        }
        return true
    }

    /// Whether one of the two lines after the line of a position is blank. The first may be a fence, or underline a heading.
    private func isBeforeBlankLine(_ position: Int) -> Bool {
        var (lines, isBlank) = (0, false)
        for byte in text[position...].prefix(Self.reach) {
            if byte == Self.lineFeed {
                if isBlank { return true }
                (lines, isBlank) = (lines + 1, true)
                if lines == 3 { return false }
            } else if ![UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: ">")].contains(byte) {
                isBlank = false
            }
        }
        return true
    }

    private static let lineFeed = UInt8(ascii: "\n")

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
