import HTTPTypes
import HTTPValues
import Notes

/// The HTML of each route under /notes.
struct NotePages: Sendable {
    let store: any NoteStore
    let renderer: PageRenderer

    func list(_ request: Request) throws -> Response {
        let query = try request.query
        let text = String(trimmingWhitespace(query["q"] ?? ""))
        let paging = Paging(query, size: 10)
        let page = try store.page(
            NoteQuery(
                text: text.isEmpty ? nil : text, order: .pinnedFirst, number: paging.number, size: paging.size,
                // One more, to see that there is more.
                contentLength: NoteListPage.Item.excerptLength + 1))
        return renderer.page(
            NoteListPage(query: text, notes: page.notes, total: page.total, paging: paging), for: request)
    }

    func show(_ request: Request, _ id: Int64) throws -> Response {
        renderer.page(NoteDetailPage(note: try store.note(id)), for: request)
    }

    func newForm(_ request: Request) throws -> Response {
        renderer.page(NoteFormPage(), for: request)
    }

    func create(_ request: Request, _ body: [UInt8]) throws -> Response {
        let form = try URLEncodedForm(body)
        let draft = NoteInput.form(form)
        return try saving(draft, form, id: nil, flash: .created, for: request) {
            try store.create(draft.validated())
        }
    }

    func editForm(_ request: Request, _ id: Int64) throws -> Response {
        renderer.page(NoteFormPage(editing: try store.note(id)), for: request)
    }

    func update(_ request: Request, _ id: Int64, _ body: [UInt8]) throws -> Response {
        let form = try URLEncodedForm(body)
        let draft = NoteInput.form(form)
        return try saving(draft, form, id: id, flash: .updated, for: request) {
            try store.update(id, draft.withoutUntouched(store.note(id)).validatedChanges())
        }
    }

    func deleteForm(_ request: Request, _ id: Int64) throws -> Response {
        renderer.page(NoteDeletePage(note: try store.note(id)), for: request)
    }

    func delete(_ request: Request, _ id: Int64, _ body: [UInt8]) throws -> Response {
        let note = try store.note(id)
        guard mayChange(request, try URLEncodedForm(body)) else {
            return renderer.page(
                NoteDeletePage(note: note, message: Self.expired), status: .badRequest, for: request)
        }
        do {
            try store.delete(note.id)
        } catch  where Self.isTemporary(error) {
            throw PageFailure(error) { NoteDeletePage(note: note, message: "The note was not deleted. \($0)") }
        }
        return renderer.redirect(to: "/notes", flash: .deleted, for: request)
    }

    /// Saves a form's note with `save` and goes to it. If that cannot be, the form comes back with all that was typed.
    private func saving(
        _ draft: NoteDraft, _ form: URLEncodedForm, id: Int64?, flash: Flash, for request: Request,
        _ save: () throws -> Note
    ) throws -> Response {
        var page = NoteFormPage(draft, id: id)
        guard mayChange(request, form) else {
            page.message = Self.expired
            return renderer.page(page, status: .badRequest, for: request)
        }
        do {
            return renderer.redirect(to: "/notes/\(try save().id)", flash: flash, for: request)
        } catch NotesError.invalid(let violations) {
            page.violations = violations
            return renderer.page(page, status: .unprocessableContent, for: request)
        } catch NotesError.notFound {
            page.id = nil
            page.message = "This note was deleted in the meantime. You can keep your text as a new note."
            return renderer.page(page, status: .notFound, for: request)
        } catch {
            let outcome = Self.isTemporary(error) ? "Nothing was saved" : "This may not have been saved"
            throw PageFailure(error) {
                page.message = "\(outcome), but your text is still here. \($0)"
                return page
            }
        }
    }

    private static func isTemporary(_ error: any Error) -> Bool {
        [NotesError.busy, .full, .readOnly, .moved].contains(error as? NotesError)
    }

    /// Whether a form comes from one of this browser's own pages.
    private func mayChange(_ request: Request, _ form: URLEncodedForm) -> Bool {
        guard !request.isCrossSite, let session = renderer.sessions.session(of: request) else { return false }
        return renderer.sessions.isValid(form["csrf_token"], for: session)
    }

    private static let expired =
        "This form had expired, so nothing was changed. Your text is still here: send it once more."
}

extension NoteDraft {
    /// The draft without the texts that a browser sends back as it got them. They may differ from the note's: a text area
    /// makes every line end a CRLF, and a text field has none (HTML, section 4.10.11).
    fileprivate func withoutUntouched(_ note: Note) -> NoteDraft {
        let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        var draft = self
        let line = note.title.utf8.lazy.filter { $0 != lineFeed && $0 != carriageReturn }
        if case .value(let title) = title, title.utf8.elementsEqual(line) { draft.title = .absent }
        let lines = NoteInput.withLineFeeds(note.content).utf8.lazy.map { $0 == carriageReturn ? lineFeed : $0 }
        if case .value(let content) = content, content.utf8.elementsEqual(lines) { draft.content = .absent }
        return draft
    }
}
