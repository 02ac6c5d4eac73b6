extension SearchQuery {
    /// The texts that all found notes have, in the title or anywhere. Empty if the search has alternatives.
    public var requiredTexts: [Condition] {
        guard alternatives.count == 1 else { return [] }
        return alternatives[0].filter(\.requiresText).map(\.condition)
    }

    /// Each alternative is a search of its own.
    private static let maximumTexts = 30

    /// The search for the notes with some of the required texts. nil if the search does not require several texts, or
    /// requires very many.
    public var withSomeTexts: SearchQuery? {
        let texts = requiredTexts
        guard (2...Self.maximumTexts).contains(texts.count) else { return nil }
        var query = self
        let others = alternatives[0].filter { !$0.requiresText }
        query.alternatives = texts.map { [Term($0)] + others }
        return query
    }
}

extension SearchQuery.Term {
    fileprivate var requiresText: Bool {
        switch condition {
        case .text, .title: !isExcluded
        default: false
        }
    }
}
