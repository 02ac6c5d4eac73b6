import Notes

/// Shows one note, formatted or as it was typed.
struct NoteDetailPage: PageContent {
    enum Name: Int, CaseIterable {
        case title, text, typedText, isPinned, created, updated, version, noteLink, typedTextLink, editLink, copyLink,
            downloadLink, historyLink, deleteLink, listLink, isFromSearch, pin, tickAction, addAction, line, lineError,
            isLinked, linking, allLinkingLink
    }

    static let templates = ["notes/detail.html"]

    let note: Note
    /// The formatted text; nil to show the text as it was typed.
    let text: ShownText?
    /// The notes that link to this one; nil if they are not known.
    let linking: LinkingNotes?
    /// The page of the list that this page leads back to.
    let place: ListPlace
    /// The text in the field "Add a line".
    var line = ""
    /// Explains why the line was not added; nil if nobody has tried.
    var lineError: String?

    var title: String { note.shownTitle }

    static func members(of name: Name) -> (any TemplateContext.Type)? {
        switch name {
        case .text: ShownText.self
        case .created, .updated: Moment.self
        case .pin: PinForm.self
        case .linking: LinkingNotes.Note.self
        default: nil
        }
    }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .title: .text(note.shownTitle)
        case .text: .context(text)
        case .typedText: .text(text == nil ? note.content : nil)
        case .isPinned: .flag(note.isPinned)
        case .created: .context(note.createdAt.map(Moment.init))
        // If a note has never changed, its page shows only the time of creation.
        case .updated: .context(note.updatedAt == note.createdAt ? nil : note.updatedAt.map(Moment.init))
        case .version: .text(note.version.description)
        case .noteLink: .address(links.note(note.id, from: place))
        case .typedTextLink: .address(links.typedText(of: note.id, from: place))
        case .editLink: .address(links.edit(note.id, from: place))
        case .copyLink: .text(links.copy(of: note.id, from: place))
        case .downloadLink: .address(links.download(note.id))
        case .historyLink: .address(links.history(note.id))
        case .deleteLink: .address(links.delete(note.id, from: place))
        case .listLink: .text(links.list(place))
        case .isFromSearch: .flag(!place.search.isEmpty)
        case .pin: .context(PinForm(note: note, place: place, isInList: false))
        case .tickAction: .address(links.tick(note.id, from: place))
        case .addAction: .address(links.lines(note.id, from: place))
        case .line: .text(line)
        case .lineError: .text(lineError)
        case .isLinked: .flag(linking.map { $0 != .empty } ?? false)
        case .linking: .contexts(linking?.notes ?? [])
        case .allLinkingLink:
            .text(linking?.isComplete ?? true ? nil : links.list(ListPlace(search: "[[\(note.title)]]")))
        }
    }
}

extension LinkingNotes.Note: TemplateContext {
    enum Name: Int, CaseIterable { case title, link }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .title: .text(Note.shown(title: title))
        case .link: .address(links.note(id))
        }
    }
}

extension Note {
    var shownTitle: String { Self.shown(title: title) }

    /// A title, or "(no title)" if it has no visible text, because the text of a link must not be empty.
    static func shown(title: String) -> String { hasVisibleText(title[...]) ? title : "(no title)" }
}
