import HTTPValues
import Markdown
import Notes

/// What a `GET /api/notes` asks for.
struct NoteListRequest {
    let paging: Paging
    /// nil for the order of relevance.
    let sort: NoteSort?
    /// Where the page begins, instead of the number in `paging`.
    let cursor: NoteCursor?
    /// Whether the response has the member `next`. Without the parameters of this type, the response is as in the Flask tutorial.
    let hasNext: Bool
    /// The query for the store.
    let notes: NoteQuery

    /// The parameters that choose the notes and their order. Links to other pages keep them.
    static let choices = ["q", "tag", "pinned", "sort"]

    /// - Throws: `HTTPError.badRequest`.
    init(_ query: URLEncodedForm) throws(HTTPError) {
        paging = Paging(query, defaultSize: 10)
        var search = query.searchText.map { SearchQuery($0) }
        sort = try query.sort ?? (search == nil ? .newestFirst : nil)
        cursor = try query.cursor(in: sort)
        let terms = [try query.tag, try query.isPinned].compactMap { $0 }
        if !terms.isEmpty {
            search = search ?? SearchQuery([])
            search?.require(terms)
        }
        hasNext = sort != nil && (search != nil || query["sort"] != nil || cursor != nil)
        var notes = NoteQuery(
            search: search, order: sort?.order ?? .relevance, number: paging.number, size: paging.size)
        notes.isReversed = sort?.isReversed ?? false
        notes.start = cursor?.position
        notes.needsEnd = hasNext
        self.notes = notes
    }

    /// The cursor of the next page; nil after the last page.
    func next(after page: PageSummary) -> NoteCursor? {
        guard let sort, let end = page.end else { return nil }
        return NoteCursor(end, in: sort)
    }
}

extension URLEncodedForm {
    fileprivate var sort: NoteSort? {
        get throws(HTTPError) {
            try value("sort", "created, updated or title, with - before it for descending order", NoteSort.init)
        }
    }

    fileprivate var tag: SearchQuery.Term? {
        get throws(HTTPError) {
            try value("tag", "the name of a tag without #, such as work/infra") { name in
                Mentions(in: "#" + name).tags == [name] ? SearchQuery.Term(.tag(name)) : nil
            }
        }
    }

    fileprivate var isPinned: SearchQuery.Term? {
        get throws(HTTPError) {
            try value("pinned", "true or false") { text in
                switch text {
                case "true", "1": SearchQuery.Term(.pinned)
                case "false", "0": SearchQuery.Term(.pinned, isExcluded: true)
                default: nil
                }
            }
        }
    }

    fileprivate func cursor(in sort: NoteSort?) throws(HTTPError) -> NoteCursor? {
        guard let cursor = try value("cursor", "the member next of an earlier response", NoteCursor.init) else {
            return nil
        }
        guard sort == cursor.sort else {
            throw .badRequest.detailed("this cursor belongs to a list with sort=\(cursor.sort)")
        }
        guard Paging.number(self["page"]) == nil else {
            throw .badRequest.detailed("cursor and page exclude each other")
        }
        return cursor
    }

    /// Reads a parameter.
    ///
    /// - Parameters:
    ///   - form: what the parameter must be, for the error.
    ///   - read: returns nil if the value is invalid.
    /// - Returns: nil if the parameter is missing.
    /// - Throws: `HTTPError.badRequest` if the value is invalid.
    private func value<Value>(_ name: String, _ form: String, _ read: (String) -> Value?) throws(HTTPError) -> Value? {
        guard let text = self[name] else { return nil }
        guard let value = read(text) else { throw .badRequest.detailed("\(name) must be \(form)") }
        return value
    }
}
