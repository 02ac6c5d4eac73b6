import HTTPValues
import Notes

/// The form for a new or an existing note, with the typed text and the rules that it breaks.
struct NoteFormPage: PageContent {
    enum Name: Int, CaseIterable {
        case heading, action, cancelLink, submit, title, content, isPinned, titleError, contentError, message
    }

    static let templates = ["notes/form.html"]
    static let hasForm = true

    /// The id of the note that is edited; nil for a new note.
    var id: Int64?
    var noteTitle = ""
    var content = ""
    var isPinned = false
    var violations: [Violation] = []
    /// Explains why the whole form is shown again; nil if the form is new, or only single fields are wrong.
    var message: String?

    var title: String {
        guard id != nil else { return "New note" }
        return hasVisibleText(noteTitle[...]) ? "Edit: \(noteTitle)" : "Edit note"
    }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .heading: .text(id == nil ? "New note" : "Edit note")
        case .action: .text(id.map(links.edit) ?? links.newNote)
        case .cancelLink: .text(id.map(links.note) ?? links.notes)
        case .submit: .text(id == nil ? "Create note" : "Save changes")
        case .title: .text(noteTitle)
        case .content: .text(content)
        case .isPinned: .flag(isPinned)
        case .titleError: .text(violation(.title))
        case .contentError: .text(violation(.content))
        case .message: .text(message)
        }
    }

    private func violation(_ field: Note.Column) -> String? {
        violations.first { $0.field == field }.map { "\($0.message)." }
    }
}

extension NoteFormPage {
    init(editing note: Note) {
        self.init(id: note.id, noteTitle: note.title, content: note.content, isPinned: note.isPinned)
    }

    /// Makes the form with everything that a rejected draft contains, as it was typed.
    init(_ draft: NoteDraft, id: Int64? = nil) {
        self.init(id: id)
        if case .value(let title) = draft.title { noteTitle = title }
        if case .value(let content) = draft.content { self.content = content }
        if case .value(let isPinned) = draft.isPinned { self.isPinned = isPinned }
    }
}

extension NoteDraft {
    /// Reads the fields of the form. The content stays as it was typed, apart from its line ends.
    init(form: URLEncodedForm) {
        self.init(
            title: .value(withLineFeeds(form["title"] ?? "")), content: .value(withLineFeeds(form["content"] ?? "")),
            isPinned: .value(!["", "0", "false"].contains(form["is_pinned"] ?? "")))
        keepsWhitespace = true
    }

    /// Returns the draft without the texts that the browser sent back unchanged. They may differ from the note's: a text area
    /// turns every line end into CRLF, and a text field has no line ends (HTML, section 4.10.11).
    func withoutUntouched(_ note: Note) -> NoteDraft {
        let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        var draft = self
        let line = note.title.utf8.lazy.filter { $0 != lineFeed && $0 != carriageReturn }
        if case .value(let title) = title, title.utf8.elementsEqual(line) { draft.title = .absent }
        let lines = withLineFeeds(note.content).utf8.lazy.map { $0 == carriageReturn ? lineFeed : $0 }
        if case .value(let content) = content, content.utf8.elementsEqual(lines) { draft.content = .absent }
        return draft
    }
}

/// Returns `text` with LF in place of each CRLF: browsers send every line end of a form as CRLF (HTML, section 4.10.22.4).
private func withLineFeeds(_ text: String) -> String {
    let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    guard text.utf8.contains(carriageReturn) else { return text }
    return String(unsafeUninitializedCapacity: text.utf8.count) { bytes in
        var count = 0
        for byte in text.utf8 {
            if byte == lineFeed && count > 0 && bytes[count - 1] == carriageReturn { count -= 1 }
            bytes[count] = byte
            count += 1
        }
        return count
    }
}
