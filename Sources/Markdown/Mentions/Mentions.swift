import Glibc

/// What a text in Markdown mentions: its tags, the notes that it links to, and what is left to do.
///
/// The HTML of the text has the same tags and links, because both use `MentionScanner`. A text beyond a limit of
/// `MarkdownHTML` is shown as it was typed, without links, but its mentions count nevertheless. Only a text beyond
/// `LinkSearch.maximumCost` has none, because it is not parsed.
public struct Mentions: Sendable {
    /// The tags as they were typed, without `#`, in the order of their first appearance. `Mention` says what is a tag.
    public let tags: [String]
    /// The titles of linked notes, as they were typed, in the order of their first appearance.
    public let titles: [String]
    /// The number of task boxes without a tick.
    public let openBoxes: Int

    public init(in text: String) {
        var text = text
        (tags, titles, openBoxes) = text.withUTF8 { text in
            let text = UnsafeRawBufferPointer(text)
            guard MentionScanner.firstSign(in: text, from: 0) != nil || Self.mayHaveOpenBox(text) else {
                return ([], [], 0)
            }
            var collector = MentionCollector()
            guard MarkdownParser.parse(text, &collector) else { return ([], [], 0) }
            return (collector.tags.values, collector.titles.values, collector.openBoxes)
        }
    }

    /// The titles to which a text links, as `init(in:)` finds them. Faster for a text without `[[`.
    public static func titles(in text: String) -> [String] {
        var text = text
        let mayLink = text.withUTF8 { text in
            guard var start = text.baseAddress else { return false }
            let end = start + text.count
            while let bracket = memchr(start, CInt(UInt8(ascii: "[")), end - start)?.assumingMemoryBound(to: UInt8.self)
            {
                start = UnsafePointer(bracket) + 1
                if start < end && start.pointee == UInt8(ascii: "[") { return true }
            }
            return false
        }
        return mayLink ? Mentions(in: text).titles : []
    }

    /// Whether a text contains `[ ]`.
    private static func mayHaveOpenBox(_ text: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index + 2 < text.count {
            if let bytes = EightBytes(text, at: index) {
                let bracket = bytes.marks(of: UInt8(ascii: "[")).first
                index += bracket
                if bracket == 8 { continue }
                if index + 2 >= text.count { return false }
            }
            if text[index] == UInt8(ascii: "["), text[index + 1] == UInt8(ascii: " "),
                text[index + 2] == UInt8(ascii: "]")
            {
                return true
            }
            index += 1
        }
        return false
    }
}
