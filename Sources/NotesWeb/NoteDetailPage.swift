import Notes

/// One note.
struct NoteDetailPage: PageContent {
    static let names = ["id", "title", "content", "isPinned", "created", "updated"]

    let template = Templates.Name.detail
    let hasForm = false
    let note: Note

    var title: String { note.shownTitle }

    func value(_ name: String) -> TemplateValue? {
        switch name {
        case "id": .number(note.id)
        case "title": .text(note.shownTitle)
        case "content": .text(note.content)
        case "isPinned": .flag(note.isPinned)
        case "created": .context(note.createdAt.map(Moment.init))
        // A note that never changed says its time once.
        case "updated": .context(note.updatedAt == note.createdAt ? nil : note.updatedAt.map(Moment.init))
        default: nil
        }
    }
}

extension Note {
    /// The title, or what stands for it in a note of another program that has none: a link must have a text.
    var shownTitle: String { trimmingWhitespace(title).isEmpty ? "(no title)" : title }
}
