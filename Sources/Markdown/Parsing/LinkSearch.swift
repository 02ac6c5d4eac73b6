/// Bounds the time in which md4c 0.4.8 looks for links.
///
/// For each bracket of a paragraph, md4c walks through the paragraph's lines from the first one on. So 1 MiB of lines of
/// `[a]` would take 16 seconds.
enum LinkSearch {
    /// The most lines times brackets of a paragraph. They take about 50 ms.
    private static let maximumCost = 200_000_000
    /// Not even a text of this length, in bytes, can exceed `maximumCost`, whatever is in it.
    private static let harmlessLength = 28_000

    /// Whether md4c may need too long for a text. Lines that may belong to one paragraph count as one.
    static func isTooCostly(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count > harmlessLength else { return false }
        var (lines, brackets, start) = (0, 0, 0)
        while start < text.count {
            let end = text[start...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? text.count
            let line = text[start..<end]
            if beginsBlock(line) { (lines, brackets) = (0, 0) }
            lines += 1
            brackets += line.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "]") }
            if lines * brackets > maximumCost { return true }
            start = end + 1
        }
        return false
    }

    /// Whether a line is blank, or begins an item of a list with a bullet. Neither continues a paragraph.
    private static func beginsBlock(_ line: Slice<UnsafeRawBufferPointer>) -> Bool {
        let content = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard let first = content.first else { return true }
        // Four spaces before a bullet may continue a paragraph, and so may a bullet without a text.
        return content.startIndex - line.startIndex < 4 && !line.prefix(4).contains(UInt8(ascii: "\t"))
            && [UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+")].contains(first)
            && content.dropFirst().first == UInt8(ascii: " ")
            && content.dropFirst().contains { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
    }
}
