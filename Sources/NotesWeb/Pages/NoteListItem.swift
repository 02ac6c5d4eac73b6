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
    /// Where this item is kept when it has been rendered; nil if it is not kept.
    private var cache: ListItemCache?
    private(set) var rendered: RenderedSection?

    /// A note in a list of all notes.
    init(_ note: Note, in place: ListPlace, cache: ListItemCache) {
        self.note = note
        self.place = place
        self.cache = cache
        (excerpt, titleHits, excerptHits) = (note.excerpt, [], [])
    }

    /// A note that a search found.
    init(_ note: Note, found: FoundTexts, in place: ListPlace) {
        self.note = note
        self.place = place
        excerpt = found.passage.map(note.excerpt(of:)) ?? note.excerpt
        titleHits = found.inTitles.ranges(in: note.shownTitle)
        excerptHits = found.inExcerpts.ranges(in: excerpt)
    }

    func keep(_ html: UnsafeRawBufferPointer, of section: Int) {
        guard let cache, html.count <= ListItemCache.maximumBytes else { return }
        var item = self
        item.cache = nil
        item.rendered = RenderedSection(section: section, html: Array(html))
        cache.keep(item)
    }

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

/// What a search looks for in the notes of a list.
struct FoundTexts {
    let passage: SearchPassage?
    let inTitles: SearchHits
    let inExcerpts: SearchHits

    init(_ search: SearchQuery) {
        passage = SearchPassage(search)
        inTitles = SearchHits(search, isTitle: true)
        inExcerpts = SearchHits(search, isTitle: false)
    }
}
