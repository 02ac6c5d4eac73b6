import HTTPValues
import Notes

/// The form of a new note, or of one that exists, with what was typed and what is wrong with it.
struct NoteFormPage: PageContent {
    static let names = [
        "heading", "action", "cancel", "submit", "title", "content", "isPinned", "titleError", "contentError",
        "message",
    ]

    let template = Templates.Name.form
    let hasForm = true
    /// Of the note that is edited; nil for a new one.
    var id: Int64?
    var noteTitle = ""
    var content = ""
    var isPinned = false
    var violations: [Violation] = []
    /// Why the whole form came back; nil when it is new, or only its fields are wrong.
    var message: String?

    var title: String { id == nil ? "New note" : "Edit note" }

    func value(_ name: String) -> TemplateValue? {
        switch name {
        case "heading": .text(title)
        case "action": .text(id.map { "/notes/\($0)/edit" } ?? "/notes/new")
        case "cancel": .text(id.map { "/notes/\($0)" } ?? "/notes")
        case "submit": .text(id == nil ? "Create note" : "Save changes")
        case "title": .text(noteTitle)
        case "content": .text(content)
        case "isPinned": .flag(isPinned)
        case "titleError": .text(violation(.title))
        case "contentError": .text(violation(.content))
        case "message": .text(message)
        default: nil
        }
    }

    private func violation(_ field: Violation.Field) -> String? {
        violations.first { $0.field == field }.map { "\($0.message)." }
    }
}

extension NoteFormPage {
    init(editing note: Note) {
        self.init(id: note.id, noteTitle: note.title, content: note.content, isPinned: note.isPinned)
    }

    /// The form with all that a rejected draft held, as it was typed.
    init(_ draft: NoteDraft, id: Int64? = nil) {
        self.init(id: id)
        if case .value(let title) = draft.title { noteTitle = title }
        if case .value(let content) = draft.content { self.content = content }
        if case .value(let isPinned) = draft.isPinned { self.isPinned = isPinned }
    }
}
