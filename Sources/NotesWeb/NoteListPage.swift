import Mustache
import Notes
import Web

/// One page of notes, all or those that a search found.
struct NoteListPage: PageContent {
    static let names = [
        "query", "isSearch", "notes", "hasNotes", "isEmpty", "isPastEnd", "total", "isOne", "previous", "next",
        "hasLinks", "number", "pages",
    ]

    let template = Templates.Name.list
    let hasForm = false
    /// Empty where the page shows all notes.
    let query: String
    let notes: [Note]
    let total: Int
    let paging: Paging

    var title: String { query.isEmpty ? "All notes" : "Search: \(query)" }

    private var pages: Int { paging.pages(of: total) }

    func child(named name: String) -> Any? {
        switch name {
        case "query": query
        case "isSearch": !query.isEmpty
        case "notes": notes.map(Item.init)
        case "hasNotes": !notes.isEmpty
        case "isEmpty": total == 0
        case "isPastEnd": total > 0 && notes.isEmpty
        case "total": total
        case "isOne": total == 1
        case "previous": paging.number > 1 && pages > 0 ? link(min(paging.number - 1, pages)) : nil
        case "next": paging.number < pages ? link(paging.number + 1) : nil
        case "hasLinks": pages > 1 || (paging.number > 1 && pages > 0)
        case "number": paging.number
        case "pages": pages
        default: nil
        }
    }

    private func link(_ number: Int) -> String {
        query.isEmpty ? "/notes?page=\(number)" : "/notes?q=\(PercentEncoding.encode(query))&page=\(number)"
    }

    /// One note in the list.
    struct Item: MustacheParent {
        static let names = ["id", "title", "excerpt", "isPinned", "created"]

        let note: Note

        func child(named name: String) -> Any? {
            switch name {
            case "id": note.id
            case "title": note.shownTitle
            case "excerpt": excerpt
            case "isPinned": note.isPinned
            case "created": note.createdAt.map(Moment.init) ?? false as Any
            default: nil
            }
        }

        /// So much of the content as a list has room for.
        private var excerpt: String {
            let scalars = note.content.unicodeScalars
            let end = scalars.index(scalars.startIndex, offsetBy: 280, limitedBy: scalars.endIndex) ?? scalars.endIndex
            return String(scalars[..<end]) + (end == scalars.endIndex ? "" : "…")
        }
    }
}
