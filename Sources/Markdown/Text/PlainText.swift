/// The beginning of a text in Markdown without its markup, in one line. `[[Title]]` is `Title`; a tag keeps its `#`.
public struct PlainText: Sendable {
    /// Empty if there is only markup.
    public let text: String
    /// Whether more text follows.
    public let isFull: Bool

    /// - Parameters:
    ///   - limit: the most Unicode scalars of the result.
    ///   - isCut: whether `source` is the beginning of a longer text. Then a link without an end is left out.
    public init(of source: Substring, limit: Int, isCut: Bool = false) {
        var source = source
        (text, isFull) = source.withUTF8 { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            let shown = UnsafeRawBufferPointer(
                rebasing: bytes[..<(isCut ? Self.endOfWholeLinks(bytes) : bytes.count)])
            let hasMentions = MentionScanner.firstSign(in: shown, from: 0) != nil
            var collector = PlainTextCollector(limit: limit, hasMentions: hasMentions)
            // The collector ends the parsing when it has enough text, so the result of `parse` does not matter.
            _ = MarkdownParser.parse(shown, &collector)
            return (collector.text, collector.isFull)
        }
    }

    /// The position of the last link if it has no end; otherwise the end of the text.
    private static func endOfWholeLinks(_ text: UnsafeRawBufferPointer) -> Int {
        enum Part { case other, label, address, angle }
        /// A longer text after `[` is probably no link.
        let maximumLabel = 200
        var (part, start) = (Part.other, 0)
        // A link that spans two lines is rare.
        let lastLine = text.lastIndex(of: UInt8(ascii: "\n")) ?? 0
        for position in lastLine..<text.count {
            let byte = text[position]
            switch (part, byte) {
            case (.other, UInt8(ascii: "[")): (part, start) = (.label, position)
            case (.other, UInt8(ascii: "<")): (part, start) = (.angle, position)
            case (.label, UInt8(ascii: "]")):
                let isLast = position + 1 == text.count
                if !isLast { part = text[position + 1] == UInt8(ascii: "(") ? .address : .other }
            case (.label, _): if position - start > maximumLabel { part = .other }
            case (.address, UInt8(ascii: ")")), (.angle, UInt8(ascii: ">")), (.angle, UInt8(ascii: " ")): part = .other
            default: break
            }
        }
        return part == .other ? text.count : start
    }
}
