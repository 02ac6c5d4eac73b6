import Notes

/// Asks whether to delete one note in the trash, or all of them, for good.
struct PurgePage: PageContent {
    enum Name: Int, CaseIterable {
        case heading, noteTitle, excerpt, deleted, count, isOne, isEmpty, action, version, mark, trashLink, message
    }

    static let templates = ["notes/purge.html"]
    static let hasForm = true

    /// What to delete for good.
    enum Subject {
        case note(NoteRevision)
        /// All notes that are in the trash up to a mark (`RevisionPage.mark`).
        case all(count: Int, mark: Int64)
    }

    let subject: Subject
    /// Explains why the form is shown again; nil if it is shown for the first time.
    var message: String?

    var title: String {
        switch subject {
        case .note(let revision): "Delete for good: \(revision.note.shownTitle)"
        case .all: "Empty the trash"
        }
    }

    private var note: NoteRevision? { if case .note(let revision) = subject { revision } else { nil } }

    private var all: (count: Int, mark: Int64)? {
        if case .all(let count, let mark) = subject { (count, mark) } else { nil }
    }

    static func members(of name: Name) -> (any TemplateContext.Type)? { name == .deleted ? Moment.self : nil }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .heading: .text(note == nil ? "Empty the trash?" : "Delete this note for good?")
        case .noteTitle: .text(note?.note.shownTitle)
        case .excerpt: .text(note?.note.excerpt)
        case .deleted: .context(note?.endedAt.map(Moment.init))
        case .count: .text(all.flatMap { $0.count > 0 ? String($0.count) : nil })
        case .isEmpty: .flag(all?.count == 0)
        case .isOne: .flag(all?.count == 1)
        case .action: .text(note.map { links.purge($0.note.id) } ?? links.emptyTrash)
        case .version: .text(note?.note.version.description)
        case .mark: .text(all.map { String($0.mark) })
        case .trashLink: .text(links.trash)
        case .message: .text(message)
        }
    }
}
