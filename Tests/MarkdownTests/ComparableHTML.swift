import MarkdownProperties

/// HTML without the intended differences between `Markdown` and a reference implementation. Each rule has its reason.
enum ComparableHTML {
    private static let blocks: Set<String> = [
        "blockquote", "div", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "table", "tbody", "td", "th",
        "thead",
        "tr", "ul", "br",
    ]

    /// Returns the tokens of our own HTML.
    static func ours(_ html: String) throws -> [HTMLToken] {
        var tokens: [HTMLToken] = []
        /// What each open link shows as text after its content; nil if it is a link of the reference too.
        var ends: [String?] = []
        for token in try HTMLToken.tokens(of: html) {
            switch token {
            case .start("a", let values) where values["class"] != nil:
                // The reference knows neither tags nor links to notes, so it shows them as text.
                tokens.append(.text(values["class"] == "title" ? "[[" : ""))
                ends.append(values["class"] == "title" ? "]]" : "")
            case .end("a"):
                if let end = ends.popLast() ?? nil { tokens.append(.text(end)) } else { tokens.append(token) }
            case .start("button", let values):
                // The reference has a disabled checkbox, which nobody can tick.
                tokens.append(.text(values["aria-checked"] == "true" ? "☑ " : "☐ "))
            case .end("button"), .start("span", _), .end("span"), .start("div", _), .end("div"):
                // A label for the box, and a box around wide tables.
                break
            case .start(let name, var values):
                // The direction of each text, what a link tells another site, and the scope of a column's head.
                for key in ["dir", "rel", "scope", "tabindex"] { values[key] = nil }
                if name == "a" { ends.append(nil) }
                if name == "td" || name == "th" || name == "li" {
                    // Our Content Security Policy allows no style, and `align` is not in HTML any more.
                    values["align"] = name == "li" ? nil : values["class"]
                    values["class"] = nil
                }
                tokens.append(.start(name, values))
            default: tokens.append(token)
            }
        }
        return normalize(tokens)
    }

    /// Returns the tokens of a reference implementation's HTML.
    static func reference(_ html: String) throws -> [HTMLToken] {
        var tokens: [HTMLToken] = []
        /// Whether each open link is shown.
        var links: [Bool] = []
        func begin(_ values: [String: String], address: String) -> Bool {
            // Links lead to allowed places only, and there is no link in a link.
            guard HTMLRules.isAllowed(address), !links.contains(true) else { return false }
            tokens.append(.start("a", values.filter { $0.key == "title" }.merging(["href": address]) { $1 }))
            return true
        }
        for token in try HTMLToken.tokens(of: html) {
            switch token {
            case .start("input", let values):  // The reference writes a space after the checkbox.
                tokens.append(.text(values["checked"] == nil ? "☐" : "☑"))
            case .start("img", let values):
                // No image is loaded; each becomes a link.
                let address = values["src"] ?? ""
                let isShown = begin(values, address: address)
                tokens.append(.text(values["alt"].flatMap { $0.isEmpty ? nil : $0 } ?? address))
                if isShown { tokens.append(.end("a")) }
            case .start("a", let values): links.append(begin(values, address: values["href"] ?? ""))
            case .end("a"): if links.popLast() == true { tokens.append(token) }
            // Headings are below the heading of their page.
            case .start(let name, let values) where isHeading(name): tokens.append(.start(lower(name), values))
            case .end(let name) where isHeading(name): tokens.append(.end(lower(name)))
            default: tokens.append(token)
            }
        }
        return normalize(tokens)
    }

    private static func isHeading(_ name: String) -> Bool {
        name.count == 2 && name.hasPrefix("h") && name.last?.isNumber == true
    }

    private static func lower(_ name: String) -> String {
        "h\(min(6, (name.last?.wholeNumberValue ?? 1) + 1))"
    }

    /// Joins texts, and removes what changes only the space between blocks.
    private static func normalize(_ tokens: [HTMLToken]) -> [HTMLToken] {
        trimmed(joined(withoutParagraphsInItems(tokens)))
    }

    /// md4c and cmark disagree on whether some lists in lists have paragraphs.
    private static func withoutParagraphsInItems(_ tokens: [HTMLToken]) -> [HTMLToken] {
        var open: [String] = []
        return tokens.filter { token in
            switch token {
            case .start(let name, _) where !HTMLToken.void.contains(name):
                open.append(name)
                return name != "p" || open.dropLast().last != "li"
            case .end(let name):
                open.removeLast()
                return name != "p" || open.last != "li"
            default: return true
            }
        }
    }

    private static func joined(_ tokens: [HTMLToken]) -> [HTMLToken] {
        var joined: [HTMLToken] = []
        for token in tokens {
            if case .text(let text) = token, case .text(let before)? = joined.last {
                joined[joined.count - 1] = .text(before + text)
            } else {
                joined.append(token)
            }
        }
        return joined
    }

    /// Removes white space next to blocks, which a browser does not show, and twice in a text.
    private static func trimmed(_ tokens: [HTMLToken]) -> [HTMLToken] {
        var isCode = false
        return tokens.enumerated().compactMap { index, token in
            switch token {
            case .start("pre", _): isCode = true
            case .end("pre"): isCode = false
            case .text(let text) where !isCode:
                var words = text.split(whereSeparator: isSpace).joined(separator: " ")
                if text.first.map(isSpace) == true, index > 0, !isBlock(tokens[index - 1]) { words = " " + words }
                if text.last.map(isSpace) == true, index + 1 < tokens.count, !isBlock(tokens[index + 1]) {
                    words += " "
                }
                return words.isEmpty ? nil : .text(words)
            default: break
            }
            return token
        }
    }

    private static func isSpace(_ character: Character) -> Bool { " \t\n".contains(character) }

    private static func isBlock(_ token: HTMLToken) -> Bool {
        switch token {
        case .start(let name, _), .end(let name): blocks.contains(name)
        case .text: false
        }
    }
}
