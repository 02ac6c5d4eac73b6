import Notes

/// A note in the list.
struct NoteListItem: TemplateContext {
    enum Name: Int, CaseIterable { case title, noteLink, excerpt, isPinned, created }

    /// The length of an excerpt, in Unicode scalars.
    static let excerptLength = 280

    let note: Note

    static func members(of name: Name) -> (any TemplateContext.Type)? { name == .created ? Moment.self : nil }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .title: .text(note.shownTitle)
        case .noteLink: .text(links.note(note.id))
        case .excerpt: .text(excerpt)
        case .isPinned: .flag(note.isPinned)
        case .created: .context(note.createdAt.map(Moment.init))
        }
    }

    private var excerpt: String {
        let scalars = note.content.unicodeScalars
        let excerpt = scalars.prefix(Self.excerptLength)
        return String(excerpt) + (excerpt.endIndex == scalars.endIndex ? "" : "…")
    }
}
