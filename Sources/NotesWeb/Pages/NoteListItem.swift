import Notes

/// A note in the list.
struct NoteListItem: TemplateContext {
    enum Name: Int, CaseIterable { case title, noteLink, excerpt, isPinned, created }

    let note: Note
    /// The page of the list that the note's page leads back to.
    let place: ListPlace

    static func members(of name: Name) -> (any TemplateContext.Type)? { name == .created ? Moment.self : nil }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .title: .text(note.shownTitle)
        case .noteLink: .text(links.note(note.id, from: place))
        case .excerpt: .text(note.excerpt)
        case .isPinned: .flag(note.isPinned)
        case .created: .context(note.createdAt.map(Moment.init))
        }
    }
}

extension Note {
    /// The length of an excerpt, in Unicode scalars.
    private static let excerptLength = 280
    /// How much of a content is needed to make its excerpt: one scalar more, to know whether the content is longer.
    static let excerptSourceLength = excerptLength + 1

    /// The beginning of the content, or "(no text)" if the content has no visible text.
    var excerpt: String {
        let scalars = content.unicodeScalars
        let excerpt = scalars.prefix(Self.excerptLength)
        guard excerpt.endIndex == scalars.endIndex else { return "\(String(excerpt))…" }
        return hasVisibleText(content[...]) ? content : "(no text)"
    }
}
