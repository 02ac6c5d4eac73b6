/// Checks that a page is well-formed HTML: every element is closed in order, and every character that needs it is escaped.
enum Markup {
    private static let voidElements: Set<Substring> = ["meta", "link", "input", "br", "hr"]
    /// Elements that end an open `<p>` (HTML, section 4.4.1).
    private static let blocks: Set<Substring> = [
        "article", "div", "form", "h1", "h2", "header", "main", "nav", "ol", "p", "section",
    ]

    /// Returns the mistakes of a page; empty if there are none.
    static func mistakes(in page: String) -> [String] {
        var mistakes: [String] = []
        var open: [Substring] = []
        var ids: Set<Substring> = []
        var position = page.startIndex
        for tag in page.matches(of: /<(\/?)([a-z0-9]+)((?: [a-z-]+(?:="[^"<>]*")?)*)>|<!DOCTYPE html>/) {
            mistakes += unescaped(page[position..<tag.range.lowerBound])
            position = tag.range.upperBound
            guard let name = tag.2 else { continue }
            mistakes += unescaped(tag.3 ?? "")
            for id in (tag.3 ?? "").matches(of: /\sid="([^"]*)"/) where !ids.insert(id.1).inserted {
                mistakes.append("the id \(id.1) is used twice")
            }
            if tag.1 == "/" {
                if open.popLast() != name { mistakes.append("</\(name)> ends another element") }
            } else if !voidElements.contains(name) {
                if blocks.contains(name) && open.contains("p") { mistakes.append("<\(name)> is inside <p>") }
                if ["form", "a", "button"].contains(name) && open.contains(name) {
                    mistakes.append("<\(name)> is inside <\(name)>")
                }
                open.append(name)
            }
        }
        return mistakes + unescaped(page[position...]) + open.map { "<\($0)> has no end" }
    }

    private static func unescaped(_ text: Substring) -> [String] {
        text.replacing(/&(amp|lt|gt|quot|#39);/, with: "").contains { "<>&".contains($0) }
            ? ["a character is not escaped: \(text)"] : []
    }
}
