import Markdown

extension SearchQuery {
    /// Reads what a user typed into the search field.
    ///
    /// - Parameter now: the time from which `created:7d` counts back.
    public init(_ text: String, now: Timestamp = .now()) {
        self = SearchParser.parse(text, now: now)
    }
}

/// Reads the language of the search field.
///
/// | typed | meaning |
/// | --- | --- |
/// | `milk bread` | both texts, anywhere in a note |
/// | `"milk bread"` | exactly this text |
/// | `-butter` | not this text; also before the other forms |
/// | `milk OR cream bread` | `milk`, or both `cream` and `bread` |
/// | `#kitchen`, `is:pinned`, `is:task` | a tag, pinned notes, notes with open tasks |
/// | `[[Milk]]` | a link to the note with this title |
/// | `in:title milk` | texts in the title only, up to the next OR |
/// | `created:2026-01`, `updated:>2026-01-31`, `created:7d` | times, see `SearchTime` |
///
/// No text is an error. What the parser does not understand is searched as text. After `maximumWords` words, it searches
/// for the rest of the text as one text, so that no search takes long because of its length.
struct SearchParser {
    let now: Timestamp
    private var alternatives: [[SearchQuery.Term]] = [[]]
    /// Whether the present alternative searches in titles only.
    private var isInTitle = false
    /// Whether `OR` was the last word.
    private var endsWithOr = false
    private var isRelative = false

    static func parse(_ text: String, now: Timestamp) -> SearchQuery {
        var parser = SearchParser(now: now)
        for word in SearchWord.words(of: text) { parser.add(word) }
        // At the end, OR is a word like any other.
        if parser.endsWithOr { parser.append(.text("OR")) }
        parser.endAlternative()
        var alternatives: [[SearchQuery.Term]] = []
        for terms in parser.alternatives where !terms.isEmpty && !alternatives.contains(terms) {
            alternatives.append(terms)
        }
        // Nothing but quotation marks, for example.
        guard !alternatives.isEmpty || !hasVisibleText(text[...]) else { return SearchQuery(literal: text) }
        var query = SearchQuery(alternatives)
        query.isRelative = parser.isRelative
        return query
    }

    private init(now: Timestamp) {
        self.now = now
    }

    private mutating func add(_ word: SearchWord) {
        if word.text == "OR" && !word.isQuoted && !word.isExcluded && !endsWithOr && !isEmpty {
            endsWithOr = true
            return
        }
        if endsWithOr {
            endAlternative()
            alternatives.append([])
            endsWithOr = false
        }
        if word.isQuoted { return append(.text(word.text), word.isExcluded) }
        if word.text.hasPrefix("#"), Mentions(in: word.text).tags == [String(word.text.dropFirst())] {
            return append(.tag(String(word.text.dropFirst())), word.isExcluded)
        }
        if word.text.hasPrefix("[["), let title = Mentions(in: word.text).titles.first {
            return append(.link(title), word.isExcluded)
        }
        switch word.text.lowercased() {
        case "is:pinned": append(.pinned, word.isExcluded)
        case "is:task": append(.openTask, word.isExcluded)
        case "in:title" where !word.isExcluded: isInTitle = true
        case let text:
            if let condition = time(text) {
                append(condition, word.isExcluded)
            } else {
                append(.text(word.text), word.isExcluded)
            }
        }
    }

    /// Whether the present alternative says nothing yet.
    private var isEmpty: Bool { (alternatives.last ?? []).isEmpty && !isInTitle }

    private mutating func append(_ condition: SearchQuery.Condition, _ isExcluded: Bool = false) {
        let term = SearchQuery.Term(condition, isExcluded: isExcluded)
        let index = alternatives.count - 1
        if !alternatives[index].contains(term) { alternatives[index].append(term) }
    }

    /// Lets `in:title` change the texts before and after it.
    private mutating func endAlternative() {
        defer { isInTitle = false }
        guard isInTitle else { return }
        let index = alternatives.count - 1
        let hasText = alternatives[index].contains { if case .text = $0.condition { true } else { false } }
        guard hasText else { return append(.text("in:title")) }
        for position in alternatives[index].indices {
            if case .text(let text) = alternatives[index][position].condition {
                alternatives[index][position].condition = .title(text)
            }
        }
    }

    /// Reads `created:` or `updated:` and a time; nil if the text is something else.
    private mutating func time(_ text: String) -> SearchQuery.Condition? {
        for (name, condition) in [
            ("created:", SearchQuery.Condition.created), ("updated:", SearchQuery.Condition.updated),
        ]
        where text.hasPrefix(name) {
            guard let time = SearchTime(text.dropFirst(name.count), now: now) else { return nil }
            isRelative = isRelative || time.isRelative
            return condition(time.range)
        }
        return nil
    }
}

/// A word, a quoted text or a title in `[[` and `]]` of the search field.
private struct SearchWord {
    let text: String
    let isQuoted: Bool
    let isExcluded: Bool

    /// The most words of a search.
    private static let maximumWords = 50
    /// Phones type the second and third kind by themselves.
    private static let quotes: Set<Unicode.Scalar> = ["\"", "\u{201C}", "\u{201D}", "\u{201E}"]

    /// The title with its brackets at the start of a text; nil if there is none.
    private static func linkedTitle(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView? {
        guard text.starts(with: "[[".unicodeScalars), let end = text.firstRange(of: "]]".unicodeScalars) else {
            return nil
        }
        let word = text[..<end.upperBound]
        return Mentions(in: String(word)).titles.isEmpty ? nil : word
    }

    static func words(of text: String) -> [SearchWord] {
        var words: [SearchWord] = []
        var rest = text.unicodeScalars[...]
        while true {
            rest = rest.drop { $0.properties.isWhitespace }
            guard let first = rest.first else { return words }
            if words.count == maximumWords - 1 {
                return words + [
                    SearchWord(text: String(trimmingWhitespace(String(rest))), isQuoted: true, isExcluded: false)
                ]
            }
            let afterSign = rest.dropFirst()
            let isExcluded = first == "-" && !(afterSign.first?.properties.isWhitespace ?? true)
            let start = isExcluded ? afterSign : rest
            if let quote = start.first, quotes.contains(quote) {
                // Without a second quotation mark, the quoted text goes on to the end.
                let quoted = start.dropFirst().prefix { !quotes.contains($0) }
                rest = text.unicodeScalars[quoted.endIndex...].dropFirst()
                let content = String(quoted)
                if hasVisibleText(content[...]) {
                    words.append(SearchWord(text: content, isQuoted: true, isExcluded: isExcluded))
                }
            } else {
                let word = linkedTitle(start) ?? start.prefix { !$0.properties.isWhitespace }
                rest = text.unicodeScalars[word.endIndex...]
                words.append(SearchWord(text: String(word), isQuoted: false, isExcluded: isExcluded))
            }
        }
    }
}
