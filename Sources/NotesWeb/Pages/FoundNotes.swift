import Notes

/// What a page of the list found. If no note has all texts of a search, it found the notes with some of them.
struct FoundNotes {
    let summary: PageSummary
    /// The search that found the notes; nil for all notes.
    let search: SearchQuery?
    /// The search that found nothing, if these are the notes with some of its texts.
    let failedSearch: SearchQuery?
    /// The texts of `failedSearch` that no note has.
    let missingTexts: [SearchQuery.Condition]

    /// The most texts to look for one by one.
    private static let maximumTexts = 10

    /// - Parameter read: called with each note on the page.
    init(_ query: NoteQuery, in store: any NoteStore, _ read: (LentNote) -> Void = { _ in }) throws {
        let summary = try store.lend(query, to: read)
        if summary.total == 0, let search = query.search, let other = search.withSomeTexts {
            var query = query
            query.search = other
            let otherSummary = try store.lend(query, to: read)
            if otherSummary.total > 0 {
                (self.summary, self.search, failedSearch) = (otherSummary, other, search)
                missingTexts = try search.requiredTexts.prefix(Self.maximumTexts).filter {
                    try !store.hasNote(with: $0)
                }
                return
            }
        }
        (self.summary, search, failedSearch, missingTexts) = (summary, query.search, nil, [])
    }
}

extension NoteStore {
    fileprivate func hasNote(with condition: SearchQuery.Condition) throws -> Bool {
        var query = NoteQuery(search: SearchQuery([[SearchQuery.Term(condition)]]), size: 1, contentLength: 0)
        query.maximumCount = 1
        return try page(query).total > 0
    }
}
