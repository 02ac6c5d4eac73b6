import Notes

/// Shows a version of a note, its differences to later versions, and a button that restores it.
struct VersionPage: PageContent {
    enum Name: Int, CaseIterable {
        case message, noteTitle, text, isPinned, changed, user, historyLink, trashLink, isDeleted, isCurrent, diffs,
            action, version, current
    }

    static let templates = ["notes/version.html"]
    static let hasForm = true

    let compared: ComparedRevision
    /// The text of the version.
    let text: ShownText
    /// Explains why the version was not restored; nil if the page is shown for the first time.
    var message: String?

    private var revision: NoteRevision { compared.revision }
    private var newest: NoteRevision? { compared.newest }

    var title: String { "Version: \(revision.note.shownTitle)" }

    private var isDeleted: Bool { newest?.isDeletion ?? true }

    static func members(of name: Name) -> (any TemplateContext.Type)? {
        switch name {
        case .changed: Moment.self
        case .text: ShownText.self
        case .diffs: DiffSection.self
        default: nil
        }
    }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .message: .text(message)
        case .noteTitle: .text(revision.note.shownTitle)
        case .text: .context(text)
        case .isPinned: .flag(revision.note.isPinned)
        case .changed: .context(revision.note.updatedAt.map(Moment.init))
        case .user: .text(revision.user)
        case .historyLink: .address(newest == nil ? nil : links.history(revision.note.id))
        case .trashLink: .text(links.trash)
        case .isDeleted: .flag(isDeleted)
        case .isCurrent: .flag(!isDeleted && revision.note.version == newest?.note.version)
        case .diffs: .contexts(diffs)
        case .action: .address(links.restore(revision.note.id))
        case .version: .text(revision.note.version.description)
        case .current: .text(newest?.state.description ?? "")
        }
    }

    private var diffs: [DiffSection] {
        guard let next = compared.next else { return [] }
        let toNext = DiffSection(heading: "What the next version changed", from: revision.note, to: next.note)
        guard let newest, next.note.version != newest.note.version else { return [toNext] }
        let end = isDeleted ? "the last version" : "now"
        return [toNext, DiffSection(heading: "All changes until \(end)", from: revision.note, to: newest.note)]
    }
}

/// The differences between two versions of a note, with a heading.
struct DiffSection: TemplateContext {
    enum Name: Int, CaseIterable { case heading, diff }

    let heading: String
    let diff: DiffView

    init(heading: String, from old: Note, to new: Note) {
        self.heading = heading
        diff = DiffView(from: old, to: new)
    }

    static func members(of name: Name) -> (any TemplateContext.Type)? { name == .diff ? DiffView.self : nil }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .heading: .text(heading)
        case .diff: .context(diff)
        }
    }
}
