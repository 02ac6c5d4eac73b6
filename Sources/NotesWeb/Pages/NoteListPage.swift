import Notes

/// Shows one page of the list of all notes, or of the notes that a search found.
struct NoteListPage: PageContent {
    enum Name: Int, CaseIterable {
        case query, isSearch, sort, sortLinks, allLink, newWithTitleLink, notes, hasNotes, isEmpty, total, isOne,
            navigation
    }

    static let templates = ["notes/list.html"]

    let place: ListPlace
    let notes: [Note]
    /// One for each note.
    let excerpts: [String]
    /// The number of notes on all pages.
    let total: Int

    private var paging: Paging { Paging(number: place.page, size: ListPlace.pageSize) }

    private var isSearch: Bool { !place.search.isEmpty }

    var title: String { paging.title(isSearch ? "Search: \(place.search)" : "All notes", total: total) }

    static func members(of name: Name) -> (any TemplateContext.Type)? {
        switch name {
        case .sortLinks: SortLink.self
        case .notes: NoteListItem.self
        case .navigation: PageNavigation.self
        default: nil
        }
    }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .query: .text(place.search)
        case .isSearch: .flag(isSearch)
        case .sort: .text(place.sort == .created ? nil : place.sort.rawValue)
        case .sortLinks: .contexts(ListPlace.Sort.allCases.map { SortLink(sort: $0, place: place) })
        case .allLink: .text(links.list(ListPlace(sort: place.sort)))
        case .newWithTitleLink: .text(links.newNote(title: place.search))
        case .notes: .contexts(items)
        case .hasNotes: .flag(!notes.isEmpty)
        case .isEmpty: .flag(total == 0)
        case .total: .number(total)
        case .isOne: .flag(total == 1)
        case .navigation:
            .context(
                PageNavigation(paging, total: total) { [place] page, links in
                    var place = place
                    place.page = page
                    return links.list(place)
                })
        }
    }

    private var items: [NoteListItem] {
        let place = place.carried
        return zip(notes, excerpts).map { NoteListItem(note: $0, excerpt: $1, place: place) }
    }
}

/// A link that shows the list in another order, from its first page.
struct SortLink: TemplateContext {
    enum Name: Int, CaseIterable { case label, link, isCurrent }

    let sort: ListPlace.Sort
    /// The place that has the link.
    let place: ListPlace

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .label: .text(label)
        case .link: .text(links.list(ListPlace(search: place.search, sort: sort)))
        case .isCurrent: .flag(sort == place.sort)
        }
    }

    private var label: String {
        switch sort {
        case .created: "Newest"
        case .updated: "Recently changed"
        case .title: "By title"
        }
    }
}
