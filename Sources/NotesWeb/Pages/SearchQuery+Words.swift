import Notes

extension SearchQuery {
    /// How the search was understood, in words: `“milk” and “bread”, not “butter”, tagged #kitchen`.
    var words: String { alternatives.map(Self.words).joined(separator: "; or ") }

    /// Some texts in words: `“milk” or “bread” in the title`.
    static func words(anyOf texts: [Condition]) -> String { texts.compactMap(text).joined(separator: " or ") }

    private static func words(_ terms: [Term]) -> String {
        let texts = terms.filter { !$0.isExcluded && text($0.condition) != nil }.compactMap { text($0.condition) }
        let others = terms.filter { $0.isExcluded || text($0.condition) == nil }.map { term in
            (term.isExcluded ? "not " : "") + (text(term.condition) ?? property(term.condition))
        }
        return ([texts.joined(separator: " and ")] + others).filter { !$0.isEmpty }.joined(separator: ", ")
    }

    private static func text(_ condition: Condition) -> String? {
        switch condition {
        case .text(let text): "“\(text)”"
        case .title(let text): "“\(text)” in the title"
        default: nil
        }
    }

    private static func property(_ condition: Condition) -> String {
        switch condition {
        case .tag(let tag): "tagged #\(tag)"
        case .link(let title): "with a link to “\(title)”"
        case .pinned: "pinned"
        case .openTask: "with an open task"
        case .created(let range): "created \(words(range))"
        case .updated(let range): "changed \(words(range))"
        case .text, .title: ""
        }
    }

    private static func words(_ range: TimeRange) -> String {
        if let start = range.start?.startedDay, let end = range.end, end.startedDay != nil {
            let last = Timestamp(microseconds: end.microseconds - 1).localDay
            return start == last ? "on \(start)" : "from \(start) to \(last)"
        }
        let start = range.start.map { "from \($0.startedDay ?? $0.localText) on" }
        let end = range.end.map { "before \($0.startedDay ?? $0.localText)" }
        return [start, end].compactMap { $0 }.joined(separator: ", ")
    }
}

extension Timestamp {
    /// The day that begins at this time, in the time zone of this process; nil if the time is not a midnight.
    fileprivate var startedDay: String? {
        microseconds % 60_000_000 == 0 && localText.hasSuffix(", 00:00") ? localDay : nil
    }

    /// The day with this time.
    fileprivate var localDay: String { String(localText.prefix { $0 != "," }) }
}
