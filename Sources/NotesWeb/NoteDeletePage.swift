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

    func child(named name: String) -> Any? {
        switch name {
        case "id": note.id
        case "title": note.shownTitle
        case "message": message
        default: nil
        }
    }
}
