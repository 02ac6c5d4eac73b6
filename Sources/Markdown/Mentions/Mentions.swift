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
            guard MentionScanner.firstSign(in: text, from: 0) != nil || Self.hasBracket(text, before: " ]")
            else {
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
        let mayLink = text.withUTF8 { hasBracket(UnsafeRawBufferPointer($0), before: "[") }
        return mayLink ? Mentions(in: text).titles : []
    }

    /// Whether a text contains `[` and then something else.
    private static func hasBracket(_ text: UnsafeRawBufferPointer, before rest: StaticString) -> Bool {
        var position = 0
        while position + rest.utf8CodeUnitCount < text.count {
            guard let start = text.baseAddress.map({ $0 + position }),
                let bracket = memchr(start, CInt(UInt8(ascii: "[")), text.count - position - rest.utf8CodeUnitCount)
            else { return false }
            if memcmp(bracket + 1, rest.utf8Start, rest.utf8CodeUnitCount) == 0 { return true }
            position += UnsafeRawPointer(bracket) - start + 1
        }
        return false
    }
}
