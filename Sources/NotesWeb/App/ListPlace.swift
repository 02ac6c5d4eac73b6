import HTTPValues
import Notes

/// A page of the list of notes: the text that was searched for, the order, and the number of the page.
///
/// The addresses of notes carry the place from which they were opened, so that the user gets back there. A place is read
/// from the parameters `q`, `sort` and `page` only. So a link to this site can never lead to another site.
struct ListPlace: Sendable, Hashable {
    /// The orders that a user can choose. The raw values are part of addresses.
    enum Sort: String, CaseIterable {
        case relevance, created, updated, title

        /// The orders that make sense for a search, or for all notes. The first one is the default.
        static func choices(isSearch: Bool) -> [Sort] { isSearch ? allCases : [.created, .updated, .title] }
    }

    /// What the user typed into the search field; empty for all notes.
    var search = ""
    /// nil for the default: the most relevant notes first in a search, the newest first in the list of all notes.
    var sort: Sort?
    /// The number of the page, from 1.
    var page = 1
}

extension ListPlace {
    /// How many notes are on a page.
    static let pageSize = 10
    /// The longest query that the addresses of notes carry, in bytes. Each page of the list has it dozens of times.
    private static let maximumCarriedBytes = 1_000
    /// The most notes that a page counts in a search, because counting a million takes long.
    static let maximumCount = 1_000

    /// Reads the place of a list's address. An invalid parameter counts as missing.
    init(_ query: URLEncodedForm) {
        search = query.searchText ?? ""
        sort = query["sort"].flatMap(Sort.init)
        let choices = Sort.choices(isSearch: !search.isEmpty)
        if let chosen = sort, chosen == choices.first || !choices.contains(chosen) { sort = nil }
        page = Paging(query, size: Self.pageSize).number
    }

    /// Reads the place that the address of a note carries. Without one, it is the first page of all notes.
    init(carriedBy request: Request) {
        guard !request.rawQuery.isEmpty, let query = try? request.query else { return }
        self = ListPlace(query).carried
    }

    /// The place that the addresses of notes carry: this place, or the first page of all notes if this one is too long.
    var carried: ListPlace { query.utf8.count <= Self.maximumCarriedBytes ? self : ListPlace() }

    /// The part of an address from the question mark on. Parameters with default values are left out, so this is empty for
    /// the first page of all notes.
    var query: String {
        var parameters: [String] = []
        if !search.isEmpty { parameters.append("q=" + PercentEncoding.encode(search)) }
        if let sort { parameters.append("sort=" + sort.rawValue) }
        if page > 1 { parameters.append("page=\(page)") }
        return parameters.isEmpty ? "" : "?" + parameters.joined(separator: "&")
    }

    /// The query with one more parameter.
    func query(with parameter: String) -> String {
        let query = query
        return query.isEmpty ? "?" + parameter : "\(query)&\(parameter)"
    }

    /// The query for the notes of this page.
    var notes: NoteQuery {
        let query = search.isEmpty ? nil : SearchQuery(search)
        var notes = NoteQuery(
            search: query, order: order, number: page, size: Self.pageSize, contentLength: Note.excerptSourceLength)
        notes.maximumCount = Self.maximumCount
        return notes
    }

    /// The order of the notes.
    var order: NoteQuery.Order {
        switch sort {
        case nil: search.isEmpty ? .pinnedFirst : .relevance
        case .relevance: .relevance
        case .created: .newestFirst
        case .updated: .recentlyChanged
        case .title: .title
        }
    }
}
