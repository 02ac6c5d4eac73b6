import Notes

/// Shows one page of the list of all notes, or of the notes that a search found.
struct NoteListPage: PageContent {
    enum Name: Int, CaseIterable {
        case query, isSearch, words, failedWords, missingWords, sort, sortLinks, allLink, newWithTitleLink, notes,
            hasNotes, isEmpty, total, isOne, hasMore, navigation
    }

    static let templates = ["notes/list.html"]

    let place: ListPlace
    let found: FoundNotes
    let items: [NoteListItem]

    /// The number of notes on all pages.
    private var total: Int { found.summary.total }

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
        case .words: .text(found.search?.words)
        case .failedWords: .text(found.failedSearch?.words)
        case .missingWords: .text(found.missingTexts.isEmpty ? nil : SearchQuery.words(anyOf: found.missingTexts))
        case .sort: .text(place.sort?.rawValue)
        case .sortLinks:
            .contexts(
                ListPlace.Sort.choices(isSearch: isSearch).enumerated().map {
                    SortLink(sort: $1, isDefault: $0 == 0, place: place)
                })
        case .allLink:
            .text(
                links.list(
                    ListPlace(sort: ListPlace.Sort.choices(isSearch: false).dropFirst().first { $0 == place.sort })))
        case .newWithTitleLink: .text(links.newNote(title: place.search))
        case .notes: .contexts(items)
        case .hasNotes: .flag(!items.isEmpty)
        case .isEmpty: .flag(total == 0)
        case .total: .number(total)
        case .isOne: .flag(total == 1 && !found.summary.hasMore)
        case .hasMore: .flag(found.summary.hasMore)
        case .navigation:
            .context(
                PageNavigation(paging, total: total) { [place] page, links in
                    var place = place
                    place.page = page
                    return links.list(place)
                })
        }
    }
}

/// A link that shows the list in another order, from its first page.
struct SortLink: TemplateContext {
    enum Name: Int, CaseIterable { case label, link, isCurrent }

    let sort: ListPlace.Sort
    let isDefault: Bool
    /// The place that has the link.
    let place: ListPlace

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .label: .text(label)
        case .link: .text(links.list(ListPlace(search: place.search, sort: isDefault ? nil : sort)))
        case .isCurrent: .flag(place.sort.map { $0 == sort } ?? isDefault)
        }
    }

    private var label: String {
        switch sort {
        case .relevance: "Best match"
        case .created: "Newest"
        case .updated: "Recently changed"
        case .title: "By title"
        }
    }
}
