import HTTPValues
import Notes

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

    func value(_ name: String) -> TemplateValue? {
        switch name {
        case "query": .text(query)
        case "isSearch": .flag(!query.isEmpty)
        case "notes": .list(notes.map(Item.init))
        case "hasNotes": .flag(!notes.isEmpty)
        case "isEmpty": .flag(total == 0)
        case "isPastEnd": .flag(total > 0 && notes.isEmpty)
        case "total": .number(total)
        case "isOne": .flag(total == 1)
        case "previous": .text(paging.number > 1 && pages > 0 ? link(min(paging.number - 1, pages)) : nil)
        case "next": .text(paging.number < pages ? link(paging.number + 1) : nil)
        case "hasLinks": .flag(pages > 1 || (paging.number > 1 && pages > 0))
        case "number": .number(paging.number)
        case "pages": .number(pages)
        default: nil
        }
    }

    private func link(_ number: Int) -> String {
        query.isEmpty ? "/notes?page=\(number)" : "/notes?q=\(PercentEncoding.encode(query))&page=\(number)"
    }

    /// One note in the list.
    struct Item: TemplateContext {
        static let names = ["id", "title", "excerpt", "isPinned", "created"]

        let note: Note

        func value(_ name: String) -> TemplateValue? {
            switch name {
            case "id": .number(note.id)
            case "title": .text(note.shownTitle)
            case "excerpt": .text(excerpt)
            case "isPinned": .flag(note.isPinned)
            case "created": .context(note.createdAt.map(Moment.init))
            default: nil
            }
        }

        /// So much of the content as a list has room for, in Unicode scalars.
        static let excerptLength = 280

        private var excerpt: String {
            let scalars = note.content.unicodeScalars
            let end =
                scalars.index(scalars.startIndex, offsetBy: Self.excerptLength, limitedBy: scalars.endIndex)
                ?? scalars.endIndex
            return String(scalars[..<end]) + (end == scalars.endIndex ? "" : "…")
        }
    }
}
