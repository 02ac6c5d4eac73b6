import Notes

/// Shows one page of the list of all notes, or of the notes that a search found.
struct NoteListPage: PageContent {
    enum Name: Int, CaseIterable {
        case query, isSearch, notes, hasNotes, isEmpty, isPastEnd, total, isOne, previous, next, hasLinks, number, pages
    }

    static let templates = ["notes/list.html"]

    /// The text that was searched for; empty if the page shows all notes.
    let query: String
    let notes: [Note]
    let total: Int
    let paging: Paging

    var title: String {
        let list = query.isEmpty ? "All notes" : "Search: \(query)"
        if isPastEnd { return "\(list), no page \(paging.number)" }
        return paging.number > 1 && total > 0 ? "\(list), page \(paging.number)" : list
    }

    private var pages: Int { paging.pages(of: total) }

    private var hasPrevious: Bool { paging.number > 1 && pages > 0 }

    private var isPastEnd: Bool { total > 0 && notes.isEmpty }

    static func members(of name: Name) -> (any TemplateContext.Type)? { name == .notes ? NoteListItem.self : nil }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .query: .text(query)
        case .isSearch: .flag(!query.isEmpty)
        case .notes: .contexts(notes.map(NoteListItem.init))
        case .hasNotes: .flag(!notes.isEmpty)
        case .isEmpty: .flag(total == 0)
        case .isPastEnd: .flag(isPastEnd)
        case .total: .number(total)
        case .isOne: .flag(total == 1)
        case .previous: .text(hasPrevious ? links.list(page: min(paging.number - 1, pages), search: query) : nil)
        case .next: .text(paging.number < pages ? links.list(page: paging.number + 1, search: query) : nil)
        case .hasLinks: .flag(pages > 1 || hasPrevious)
        case .number: .number(paging.number)
        case .pages: .number(pages)
        }
    }
}
