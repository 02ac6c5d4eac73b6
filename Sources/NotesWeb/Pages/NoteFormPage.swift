import HTTPValues
import Notes

/// The form for a new or an existing note, with the typed text and the rules that the text breaks.
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
    /// Explains why saving failed; nil before the first try, or if `violations` explains the reason.
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

    /// Makes the form with the fields of a draft, exactly as they were typed.
    init(_ draft: NoteDraft, id: Int64? = nil) {
        self.init(id: id)
        if case .value(let title) = draft.title { noteTitle = title }
        if case .value(let content) = draft.content { self.content = content }
        if case .value(let isPinned) = draft.isPinned { self.isPinned = isPinned }
    }
}

extension NoteDraft {
    /// Reads the fields of the form. Each CRLF becomes LF. White space around the content is kept.
    init(form: URLEncodedForm) {
        self.init(
            title: .value(withLineFeeds(form["title"] ?? "")), content: .value(withLineFeeds(form["content"] ?? "")),
            isPinned: .value(!["", "0", "false"].contains(form["is_pinned"] ?? "")))
        keepsWhitespace = true
    }

    /// Returns the draft without the texts that the user did not change. Ignores differences in line ends: a text area
    /// turns every line end into CRLF, and a text field removes line ends (HTML, section 4.10.11).
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

/// Replaces each CRLF with LF. Browsers send every line end of a form as CRLF (HTML, section 4.10.22.4).
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
