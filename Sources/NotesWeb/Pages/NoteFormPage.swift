import HTTPValues
import Hashing
import Notes

/// The form for a new or an existing note, with the typed text and the rules that the text breaks.
struct NoteFormPage: PageContent {
    enum Name: Int, CaseIterable {
        case heading, action, cancelLink, submit, title, content, isPinned, titleError, contentError, message,
            stateName, version, key, change, createdLink, createdID, saveAction, isDeleted, isUnsaved, preview,
            previewTitle, previewAction, startsInTitle, startsInContent
    }

    static let templates = ["notes/form.html"]
    static let hasForm = true

    /// The id of the note that is edited; nil for a new note.
    var id: Int64?
    /// The version that the form started from. nil for a new note, and for a form of the tutorial's app.
    var version: String?
    /// Makes the form create one note only, even if it is sent twice. nil for an existing note.
    var key: String?
    var noteTitle = ""
    var content = ""
    var isPinned = false
    var violations: [Violation] = []
    /// Whether the form has text that was sent, but not saved. The script then asks before the page is left.
    var isUnsaved = false
    /// Explains why the form is shown again; nil before the first try, or if `violations` explains the reason.
    var message: String?
    /// The change that somebody else made meanwhile.
    var otherChange: DiffSection?
    /// The typed text as the note's page would show it; nil if the user did not ask for a preview.
    var preview: ShownText?
    /// The note that this form has already created, in the version `version`.
    var createdID: Int64?
    /// Whether the note that is edited, or was already created, is in the trash.
    var isDeleted = false
    /// The page of the list from which the note was opened.
    var place = ListPlace()

    var title: String {
        guard id != nil else { return "New note" }
        return hasVisibleText(noteTitle[...]) ? "Edit: \(noteTitle)" : "Edit note"
    }

    static func members(of name: Name) -> (any TemplateContext.Type)? {
        switch name {
        case .change: DiffSection.self
        case .preview: ShownText.self
        default: nil
        }
    }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .heading: .text(id == nil ? "New note" : "Edit note")
        case .action: .text(id.map { links.edit($0, from: place).text } ?? links.newNote + place.query)
        case .cancelLink:
            .text(id.map { isDeleted ? links.trash : links.note($0, from: place).text } ?? links.list(place))
        case .submit: .text(createdID != nil ? "Save as a new note" : id == nil ? "Create note" : "Save changes")
        case .title: .text(noteTitle)
        case .content: .text(content)
        case .isPinned: .flag(isPinned)
        case .titleError: .text(violation(.title))
        case .contentError: .text(violation(.content))
        case .message: .text(message)
        // When a browser goes back, it puts typed text only into a form whose first fields have the same names. So it
        // never puts old text into a form with a newer version.
        case .stateName: .text("form-\(key ?? version ?? "")")
        case .version: .text(version)
        case .key: .text(key)
        case .change: .context(otherChange)
        case .createdLink: .text(createdID.map { isDeleted ? links.trash : links.note($0).text })
        case .createdID: .text(createdID.map(String.init))
        case .isDeleted: .flag(isDeleted)
        case .isUnsaved: .flag(isUnsaved)
        case .saveAction: .address(createdID.map { links.edit($0) })
        case .preview: .context(preview)
        case .previewAction: .text(links.preview(id, from: place))
        case .previewTitle: .text(Note.shown(title: noteTitle))
        case .startsInTitle: .flag(firstField == .title)
        case .startsInContent: .flag(firstField == .content)
        }
    }

    /// The field in which the cursor is at the start: the first wrong one, or the first empty one of a new note.
    private var firstField: Note.Column? {
        if let violation = violations.first { return violation.field }
        guard id == nil, message == nil, preview == nil else { return nil }
        return noteTitle.isEmpty ? .title : .content
    }

    private func violation(_ field: Note.Column) -> String? {
        violations.first { $0.field == field }.map { "\($0.message)." }
    }
}

extension NoteFormPage {
    /// The form for a new note, with a key that no other form has.
    static var new: NoteFormPage { NoteFormPage(key: newKey()) }

    static func newKey() -> String { Hex.randomDigits(bytes: 16) }

    init(editing note: Note) {
        self.init(
            id: note.id, version: note.version.description, noteTitle: note.title, content: note.content,
            isPinned: note.isPinned)
    }

    /// Makes the form again with the fields that were sent, exactly as they were typed.
    init(_ form: URLEncodedForm, id: Int64? = nil) {
        let draft = NoteDraft(form: form)
        self.init(id: id, version: id == nil ? nil : form["version"], key: id == nil ? form.key : nil)
        isUnsaved = true
        if case .value(let title) = draft.title { noteTitle = title }
        if case .value(let content) = draft.content { self.content = content }
        if case .value(let isPinned) = draft.isPinned { self.isPinned = isPinned }
    }
}

extension URLEncodedForm {
    /// The key of a form for a new note; nil if the field is missing or has another form.
    var key: String? {
        guard let key = self["key"], Hex.decode(key)?.count == 16 else { return nil }
        return key
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

    /// The SHA-256 of the fields, in hexadecimal digits. A form that is sent twice has the same hash, although its token
    /// may differ.
    var contentHash: String {
        var hash = SHA256()
        for case .value(let text) in [title, content] {
            hash.update(Array(text.utf8))
            hash.update([0xFF])
        }
        if case .value(true) = isPinned { hash.update([1]) }
        return Hex.encode(hash.finalize())
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
