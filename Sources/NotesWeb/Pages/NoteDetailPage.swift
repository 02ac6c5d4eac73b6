import Notes

/// Shows one note.
struct NoteDetailPage: PageContent {
    enum Name: Int, CaseIterable {
        case title, content, isPinned, created, updated, editLink, deleteLink, historyLink, listLink, isFromSearch
    }

    static let templates = ["notes/detail.html"]

    let note: Note
    /// The page of the list that this page leads back to.
    let place: ListPlace

    var title: String { note.shownTitle }

    static func members(of name: Name) -> (any TemplateContext.Type)? {
        name == .created || name == .updated ? Moment.self : nil
    }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .title: .text(note.shownTitle)
        case .content: .text(note.content)
        case .isPinned: .flag(note.isPinned)
        case .created: .context(note.createdAt.map(Moment.init))
        // If a note has never changed, its page shows only the time of creation.
        case .updated: .context(note.updatedAt == note.createdAt ? nil : note.updatedAt.map(Moment.init))
        case .editLink: .text(links.edit(note.id, from: place))
        case .historyLink: .text(links.history(note.id))
        case .deleteLink: .text(links.delete(note.id, from: place))
        case .listLink: .text(links.list(place))
        case .isFromSearch: .flag(!place.search.isEmpty)
        }
    }
}

extension Note {
    /// The title, or "(no title)" if the title has no visible text, because the text of a link must not be empty.
    var shownTitle: String { hasVisibleText(title[...]) ? title : "(no title)" }
}
