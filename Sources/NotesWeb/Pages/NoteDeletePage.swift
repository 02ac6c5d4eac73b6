import Notes

/// Asks whether to delete a note.
struct NoteDeletePage: PageContent {
    enum Name: Int, CaseIterable { case title, noteLink, action, message }

    static let templates = ["notes/delete.html"]
    static let hasForm = true

    let note: Note
    /// Explains why the form is shown again; nil if it is shown for the first time.
    var message: String?

    var title: String { "Delete: \(note.shownTitle)" }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .title: .text(note.shownTitle)
        case .noteLink: .text(links.note(note.id))
        case .action: .text(links.delete(note.id))
        case .message: .text(message)
        }
    }
}
