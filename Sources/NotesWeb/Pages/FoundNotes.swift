import Notes

/// The notes on a page of the list. If no note has all texts of a search, these are the notes with some of them.
struct FoundNotes {
    let page: NotePage
    /// The search that found the notes; nil for all notes.
    let search: SearchQuery?
    /// The search that found nothing, if these are the notes with some of its texts.
    let failedSearch: SearchQuery?
    /// The texts of `failedSearch` that no note has.
    let missingTexts: [SearchQuery.Condition]

    /// The most texts to look for one by one.
    private static let maximumTexts = 10

    init(_ query: NoteQuery, in store: any NoteStore) throws {
        let page = try store.page(query)
        if page.total == 0, let search = query.search, let other = search.withSomeTexts {
            var query = query
            query.search = other
            let otherPage = try store.page(query)
            if otherPage.total > 0 {
                (self.page, self.search, failedSearch) = (otherPage, other, search)
                missingTexts = try search.requiredTexts.prefix(Self.maximumTexts).filter {
                    try !store.hasNote(with: $0)
                }
                return
            }
        }
        (self.page, search, failedSearch, missingTexts) = (page, query.search, nil, [])
    }
}

extension NoteStore {
    fileprivate func hasNote(with condition: SearchQuery.Condition) throws -> Bool {
        var query = NoteQuery(search: SearchQuery([[SearchQuery.Term(condition)]]), size: 1, contentLength: 0)
        query.maximumCount = 1
        return try page(query).total > 0
    }
}
