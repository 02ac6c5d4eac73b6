/// What a user searches for: the notes that meet all terms of one of the alternatives.
public struct SearchQuery: Sendable, Hashable {
    /// One condition, or its opposite.
    public struct Term: Sendable, Hashable {
        public var condition: Condition
        /// Whether the notes must not meet the condition.
        public var isExcluded = false

        public init(_ condition: Condition, isExcluded: Bool = false) {
            self.condition = condition
            self.isExcluded = isExcluded
        }
    }

    public enum Condition: Sendable, Hashable {
        /// The title or the content contains this text, as `TextFold` defines it.
        case text(String)
        /// The title contains this text.
        case title(String)
        /// The note has this tag, or a tag below it: `work/infra` is below `work`. The text has no `#`.
        case tag(String)
        /// The note links to notes with this title.
        case link(String)
        case pinned
        /// The note has a task that is not done.
        case openTask
        case created(TimeRange)
        case updated(TimeRange)
    }

    /// Each has at least one term. Without alternatives, all notes are found.
    public var alternatives: [[Term]]
    /// Whether the query finds other notes as time goes by, even if no note changes.
    public var isRelative = false

    public init(_ alternatives: [[Term]]) {
        self.alternatives = alternatives
    }

    /// Searches for one text, whatever characters it has.
    public init(literal text: String) {
        self.init([[Term(.text(text))]])
    }

    /// Adds terms that each note must meet, too.
    public mutating func require(_ terms: [Term]) {
        guard !terms.isEmpty else { return }
        alternatives = alternatives.isEmpty ? [terms] : alternatives.map { $0 + terms }
    }
}

/// A range of times. The first one belongs to it, and the end does not. nil for no bound.
public struct TimeRange: Sendable, Hashable {
    public var start: Timestamp?
    public var end: Timestamp?

    public init(start: Timestamp? = nil, end: Timestamp? = nil) {
        self.start = start
        self.end = end
    }

    /// - Parameter time: nil is in no range.
    public func contains(_ time: Timestamp?) -> Bool {
        guard let time else { return false }
        return start.map { $0 <= time } ?? true && end.map { time < $0 } ?? true
    }
}

extension SearchQuery {
    /// The same search, with all its texts in the title; nil if it has no text.
    public var inTitles: SearchQuery? {
        var query = self
        var hasText = false
        for (index, terms) in alternatives.enumerated() {
            for (position, term) in terms.enumerated() where !term.isExcluded {
                switch term.condition {
                case .text(let text):
                    query.alternatives[index][position].condition = .title(text)
                    hasText = true
                default: break
                }
            }
        }
        return hasText ? query : nil
    }
}
