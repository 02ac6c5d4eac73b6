import Notes

/// Asks whether a note shall be deleted.
struct NoteDeletePage: PageContent {
    static let names = ["id", "title", "message"]

    let template = Templates.Name.delete
    let hasForm = true
    let note: Note
    /// Why the form came back; nil when it is new.
    var message: String?

    var title: String { "Delete: \(note.shownTitle)" }

    func value(_ name: String) -> TemplateValue? {
        switch name {
        case "id": .number(note.id)
        case "title": .text(note.shownTitle)
        case "message": .text(message)
        default: nil
        }
    }
}
