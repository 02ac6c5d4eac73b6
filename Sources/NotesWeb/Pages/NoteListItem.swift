import Notes

/// A note in the list.
struct NoteListItem: TemplateContext {
    enum Name: Int, CaseIterable {
        case id, plainTitle, titleParts, noteLink, fragment, plainExcerpt, excerptParts, isPinned, created, updated, pin
    }

    let note: Note
    let excerpt: String
    /// What a search found in the shown title, and in the excerpt.
    let titleHits: [Range<String.Index>]
    let excerptHits: [Range<String.Index>]
    /// The page of the list that the note's page leads back to.
    let place: ListPlace

    static func members(of name: Name) -> (any TemplateContext.Type)? {
        switch name {
        case .titleParts, .excerptParts: MarkedText.self
        case .created, .updated: Moment.self
        case .pin: PinForm.self
        default: nil
        }
    }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .id: .text(String(note.id))
        case .plainTitle: .text(titleHits.isEmpty ? note.shownTitle : nil)
        case .titleParts: .contexts(MarkedText.parts(of: note.shownTitle, titleHits))
        case .noteLink: .address(links.note(note.id, from: place))
        case .fragment: .text(MarkedText.fragment(of: excerpt, excerptHits))
        case .plainExcerpt: .text(excerptHits.isEmpty ? excerpt : nil)
        case .excerptParts: .contexts(MarkedText.parts(of: excerpt, excerptHits))
        case .isPinned: .flag(note.isPinned)
        case .created: .context(note.createdAt.map(Moment.init))
        case .updated: .context(changedAt.map(Moment.init))
        case .pin: .context(PinForm(note: note, place: place, isInList: true))
        }
    }

    /// The time of the last change; nil if the note has not changed since its creation. The tutorial's app stores two
    /// times for one creation, with less than a second between them.
    private var changedAt: Timestamp? {
        guard let updated = note.updatedAt, let created = note.createdAt,
            updated.microseconds - created.microseconds < 1_000_000
        else { return note.updatedAt }
        return nil
    }
}
