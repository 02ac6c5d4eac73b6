import Notes

/// Shows one page of the list of all notes, or of the notes that a search found.
struct NoteListPage: PageContent {
    enum Name: Int, CaseIterable {
        case query, isSearch, notes, hasNotes, isEmpty, total, isOne, navigation
    }

    static let templates = ["notes/list.html"]

    /// The text that was searched for; empty if the page shows all notes.
    let query: String
    let notes: [Note]
    let total: Int
    let paging: Paging

    var title: String { paging.title(query.isEmpty ? "All notes" : "Search: \(query)", total: total) }

    static func members(of name: Name) -> (any TemplateContext.Type)? {
        switch name {
        case .notes: NoteListItem.self
        case .navigation: PageNavigation.self
        default: nil
        }
    }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .query: .text(query)
        case .isSearch: .flag(!query.isEmpty)
        case .notes: .contexts(notes.map(NoteListItem.init))
        case .hasNotes: .flag(!notes.isEmpty)
        case .isEmpty: .flag(total == 0)
        case .total: .number(total)
        case .isOne: .flag(total == 1)
        case .navigation:
            .context(PageNavigation(paging, total: total) { [query] in $1.list(page: $0, search: query) })
        }
    }
}
