import Notes

/// A note in the list.
struct NoteListItem: TemplateContext {
    enum Name: Int, CaseIterable { case id, title, noteLink, excerpt, isPinned, created, pin }

    let note: Note

    static func members(of name: Name) -> (any TemplateContext.Type)? {
        switch name {
        case .created: Moment.self
        case .pin: PinForm.self
        default: nil
        }
    }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .id: .text(String(note.id))
        case .title: .text(note.shownTitle)
        case .noteLink: .text(links.note(note.id))
        case .excerpt: .text(note.excerpt)
        case .isPinned: .flag(note.isPinned)
        case .created: .context(note.createdAt.map(Moment.init))
        case .pin: .context(PinForm(note: note, isInList: true))
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
