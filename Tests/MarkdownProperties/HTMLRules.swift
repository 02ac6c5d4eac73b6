public import Markdown

/// The rules that the HTML of every text follows.
public enum HTMLRules {
    private static let attributes: [String: Set<String>] = [
        "a": ["href", "title", "rel", "class"], "blockquote": ["dir"], "br": [],
        "button": ["role", "aria-checked", "name", "value", "id", "aria-labelledby", "aria-label"], "code": ["class"],
        "del": [], "div": ["class", "tabindex", "role", "aria-label"], "em": [], "h2": ["dir"], "h3": ["dir"],
        "h4": ["dir"], "h5": ["dir"],
        "h6": ["dir"],
        "hr": [], "li": ["class"], "ol": ["start", "class", "dir"], "p": ["dir"], "pre": ["tabindex"], "span": ["id"],
        "strong": [],
        "table": ["dir"], "tbody": [], "td": ["class"], "th": ["class", "scope"], "thead": [], "tr": [], "ul": ["dir"],
    ]

    /// Where mentions lead in the HTML that `check` returns.
    public static let links = MentionLinks(tag: "/x/notes?q=%23", title: "/x/notes/title?title=")

    /// Renders a text, and checks the HTML. Its elements and attributes are known, and each element ends inside its parent.
    /// No link is in a link, and addresses have an allowed scheme. Each box stands for a mark in the text, and
    /// `MarkdownHTML.marks` has it. If the text is within the limits, `Mentions` has the same tags, titles and open boxes.
    ///
    /// - Returns: the HTML.
    /// - Throws: `MalformedHTML`.
    @discardableResult public static func check(_ text: String) throws -> String {
        let rendered = MarkdownHTML(text, boxes: .buttons, links: links)
        let html = String(decoding: rendered.bytes, as: UTF8.self)
        guard Array(html.utf8) == rendered.bytes else { throw MalformedHTML("not UTF-8", html.unicodeScalars) }
        let source = Array(text.utf8)
        var open: [String] = []
        var ids: Set<String> = []
        var boxes: [Int] = []
        var shown = ShownMentions()
        for token in try HTMLToken.tokens(of: html) {
            switch token {
            case .text: break
            case .end(let name):
                guard open.popLast() == name else { throw MalformedHTML("\(name) ends too early", html.unicodeScalars) }
            case .start(let name, let values):
                guard let known = attributes[name], known.isSuperset(of: values.keys) else {
                    throw MalformedHTML("an unknown element or attribute: \(name) \(values)", html.unicodeScalars)
                }
                if name == "a", open.contains("a") { throw MalformedHTML("a link in a link", html.unicodeScalars) }
                if let id = values["id"], !ids.insert(id).inserted {
                    throw MalformedHTML("an id twice", id.unicodeScalars)
                }
                try check(values, of: name, source)
                try shown.add(name, values)
                if name == "button" { boxes += values["value"].flatMap { [Int($0) ?? -1] } ?? [] }
                if !HTMLToken.void.contains(name) { open.append(name) }
            }
        }
        guard open.isEmpty else { throw MalformedHTML("\(open) not ended", html.unicodeScalars) }
        guard rendered.marks == boxes else { throw MalformedHTML("other boxes", html.unicodeScalars) }
        guard !rendered.isWithinLimits || shown.areEqual(to: Mentions(in: text)) else {
            throw MalformedHTML("other mentions", html.unicodeScalars)
        }
        return html
    }

    private static func check(_ values: [String: String], of name: String, _ source: [UInt8]) throws {
        if name == "a" {
            let address = values["href"] ?? "javascript:"
            // A mention leads to a page of this site, and has no other attributes.
            let rel = values["class"] == nil ? "noopener noreferrer nofollow" : nil
            guard isAllowed(address), values["rel"] == rel, values["class"] == nil || values["title"] == nil else {
                throw MalformedHTML("a bad link", address.unicodeScalars)
            }
        }
        if name == "button" {
            guard let value = values["value"], let offset = Int(value), offset > 0, offset + 1 < source.count,
                source[offset - 1] == UInt8(ascii: "["), source[offset + 1] == UInt8(ascii: "]"),
                values["aria-checked"] == (source[offset] == UInt8(ascii: " ") ? "false" : "true"),
                [UInt8(ascii: " "), UInt8(ascii: "x"), UInt8(ascii: "X")].contains(source[offset])
            else { throw MalformedHTML("a box without a mark", "\(values)".unicodeScalars) }
        }
        if let value = values["class"], name != "code" {
            let digits = (4...9).map { "digits-\($0)" }
            let known = name == "a" ? ["tag", "title"] : ["task", "table", "left", "center", "right"] + digits
            guard known.contains(value) else {
                throw MalformedHTML("a bad class", value.unicodeScalars)
            }
        }
        if name == "code", let value = values["class"], !value.utf8.starts(with: "language-".utf8) {
            throw MalformedHTML("a bad class", value.unicodeScalars)
        }
    }

    /// Whether an address is in ASCII, without characters that a browser would remove, and leads to an allowed place.
    public static func isAllowed(_ address: String) -> Bool {
        guard address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else { return false }
        let lower = address.lowercased()
        if ["http:", "https:", "mailto:", "tel:"].contains(where: lower.hasPrefix) { return true }
        guard let colon = lower.firstIndex(of: ":") else { return !lower.hasPrefix("//") }
        return !lower.hasPrefix("//") && lower[..<colon].contains { "/?#".contains($0) }
    }
}
