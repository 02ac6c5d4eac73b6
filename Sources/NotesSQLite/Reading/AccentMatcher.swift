import Notes

/// Finds out whether a note has the searched texts with the same accents, in upper or lower case.
struct AccentMatcher {
    /// Longer contents count as different, because comparing them takes milliseconds.
    private static let maximumBytes = 64 << 10

    /// The texts with accents, in lower case.
    private let texts: [String]

    /// Returns nil if no text of the search has accents.
    init?(_ search: SearchQuery) {
        texts = search.alternatives.joined().compactMap { term in
            guard !term.isExcluded, case .text(let text) = term.condition else { return nil }
            let lower = text.lowercased()
            return TextFold.fold(text) == Array(lower.utf8) ? nil : lower
        }
        if texts.isEmpty { return nil }
    }

    func matches(_ row: SelectedNote) -> Bool {
        guard row.withBytes(.content, { $0.count <= Self.maximumBytes }) else { return false }
        let fields = [Note.Column.title, .content].map { row.text($0)?.lowercased() ?? "" }
        return texts.allSatisfy { text in fields.contains { $0.contains(text) } }
    }
}
