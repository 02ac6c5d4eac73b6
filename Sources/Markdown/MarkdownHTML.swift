import UTF8Text

/// A text in Markdown as HTML. Only `init` makes it, so a page can show it without escaping it again.
///
/// The dialect is GitHub Flavored Markdown (https://github.github.com/gfm/) with some differences. A line break stays a
/// line break. Raw HTML is shown as text. An image becomes a link. Headings begin at level 2.
public struct MarkdownHTML: Sendable {
    /// The HTML in UTF-8. Its elements are `a`, `blockquote`, `br`, `button`, `code`, `del`, `div`, `em`, `h2` to `h6`,
    /// `hr`, `li`, `ol`, `p`, `pre`, `span`, `strong`, `ul`, and those of tables.
    public let bytes: [UInt8]
    /// Whether the text is within the limits: 100 elements inside each other, 10,000 task boxes, 8 MiB of HTML, and
    /// `LinkSearch.maximumCost`.
    /// Otherwise `bytes` is the text as it was typed, in `pre`.
    public let isWithinLimits: Bool

    /// The position of each task's mark in the text, in bytes, in ascending order. Empty if the text exceeds a limit.
    public let marks: [Int]

    /// - Parameter links: where tags and links to notes lead (`Mentions`). If it is nil, they are shown as they were typed.
    public init(_ text: String, boxes: Boxes, links: MentionLinks? = nil) {
        var text = text
        (bytes, isWithinLimits, marks) = text.withUTF8 { text in
            let text = UnsafeRawBufferPointer(text)
            let links = links.flatMap { MentionScanner.firstSign(in: text, from: 0) == nil ? nil : $0 }
            var renderer = HTMLRenderer(boxes: boxes, mentionLinks: links, capacity: text.count + text.count / 2)
            if MarkdownParser.parse(text, &renderer) { return (renderer.html.bytes, true, renderer.marks) }
            // HTML ignores one line feed after the tag. Without it, a line feed at the start of the text would be lost.
            var html = UTF8Buffer(capacity: text.count + text.count / 2)
            html.append("<pre>\n")
            html.appendHTML(text)
            html.append("</pre>\n")
            return (html.bytes, false, [])
        }
    }
}

/// How task boxes are shown.
public enum Boxes: Sendable {
    /// Each box is a button of the form around the text. It submits the field `box`: the position of the mark in the
    /// text, in bytes.
    case buttons
    /// Nobody can tick a box.
    case disabled
}
