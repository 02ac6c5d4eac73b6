/// Shows texts in Markdown as HTML.
///
/// The dialect is GitHub Flavored Markdown (https://github.github.com/gfm/) with some differences. A line break stays a
/// line break. Raw HTML is shown as text. An image becomes a link. Headings begin at level 2.
public enum Markdown {
    /// Appends a text as HTML. The elements are `a`, `blockquote`, `br`, `button`, `code`, `del`, `div`, `em`, `h2` to
    /// `h6`, `hr`, `li`, `ol`, `p`, `pre`, `span`, `strong`, `ul`, and those of tables.
    ///
    /// - Returns: false if the text exceeds a limit: 100 elements inside each other, 10,000 task boxes, or 8 MiB of HTML.
    ///   Then the HTML is the text as it was typed, in `pre`.
    public static func appendHTML(of text: String, boxes: Boxes, to html: inout [UInt8]) -> Bool {
        var text = text
        return text.withUTF8 { appendHTML(of: UnsafeRawBufferPointer($0), boxes: boxes, to: &html) }
    }

    /// Returns the boxes that `appendHTML` shows as buttons, in ascending order: the values of their field `box`. Empty if
    /// the text exceeds a limit.
    public static func boxes(in text: String) -> [Int] {
        var text = text
        return text.withUTF8 {
            var renderer = HTMLRenderer(appendingTo: [], boxes: .buttons)
            return MarkdownParser.parse(UnsafeRawBufferPointer($0), &renderer) ? renderer.marks : []
        }
    }

    private static func appendHTML(of text: UnsafeRawBufferPointer, boxes: Boxes, to html: inout [UInt8]) -> Bool {
        let start = html.count
        var renderer = HTMLRenderer(appendingTo: html, boxes: boxes)
        html = []
        let isComplete = MarkdownParser.parse(text, &renderer)
        html = renderer.html
        guard !isComplete else { return true }
        html.removeSubrange(start...)
        html.append(contentsOf: "<pre>".utf8)
        html.appendEscaped(text)
        html.append(contentsOf: "</pre>\n".utf8)
        return false
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
