import Notes

/// Asks whether to delete a note.
struct NoteDeletePage: PageContent {
    enum Name: Int, CaseIterable {
        case title, excerpt, created, updated, noteLink, action, version, isForGood, keptFor, message
    }

    static let templates = ["notes/delete.html"]
    static let hasForm = true

    let note: Note
    /// The page of the list that the deletion leads back to.
    let place: ListPlace
    let retention: Retention
    /// Explains why the form is shown again; nil if it is shown for the first time.
    var message: String?

    var title: String { "Delete: \(note.shownTitle)" }

    static func members(of name: Name) -> (any TemplateContext.Type)? {
        name == .created || name == .updated ? Moment.self : nil
    }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .title: .text(note.shownTitle)
        case .excerpt: .text(note.excerpt)
        case .created: .context(note.createdAt.map(Moment.init))
        case .updated: .context(note.updatedAt == note.createdAt ? nil : note.updatedAt.map(Moment.init))
        case .noteLink: .address(links.note(note.id, from: place))
        case .action: .address(links.delete(note.id, from: place))
        case .version: .text(note.version.description)
        case .isForGood: .flag(retention.trashDays == 0)
        case .keptFor: .text(retention.shownTrashTime)
        case .message: .text(message)
        }
    }
}

extension Retention {
    /// How long a note stays in the trash, such as "30 days"; nil if it stays for ever.
    var shownTrashTime: String? { trashDays.map { $0 == 1 ? "1 day" : "\($0) days" } }
}
