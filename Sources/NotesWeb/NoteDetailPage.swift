import Notes

/// One note.
struct NoteDetailPage: PageContent {
    static let names = ["id", "title", "content", "isPinned", "created", "updated"]

    let template = Templates.Name.detail
    let hasForm = false
    let note: Note

    var title: String { note.shownTitle }

    func child(named name: String) -> Any? {
        switch name {
        case "id": note.id
        case "title": note.shownTitle
        case "content": note.content
        case "isPinned": note.isPinned
        case "created": note.createdAt.map(Moment.init)
        // A note that never changed says its time once.
        case "updated": note.updatedAt == note.createdAt ? nil : note.updatedAt.map(Moment.init)
        default: nil
        }
    }
}

extension Note {
    /// The title, or what stands for it in a note of another program that has none: a link must have a text.
    var shownTitle: String { trimmingWhitespace(title).isEmpty ? "(no title)" : title }
}
