import HTTPTypes
import HTTPValues
import Notes

/// Handles the routes under /notes, as HTML.
struct NotePages: Sendable {
    let store: any NoteStore
    let renderer: PageRenderer

    func list(_ call: Call) throws -> Response {
        let query = try call.request.query
        let text = String(trimmingWhitespace(query["q"] ?? ""))
        let paging = Paging(query, size: 10)
        let page = try store.page(
            NoteQuery(
                text: text.isEmpty ? nil : text, order: .pinnedFirst, number: paging.number, size: paging.size,
                // One scalar more than the excerpt, to know whether the content is longer than the excerpt.
                contentLength: NoteListItem.excerptLength + 1))
        return renderer.page(
            NoteListPage(query: text, notes: page.notes, total: page.total, paging: paging), for: renderer.open(call))
    }

    func show(_ call: Call) throws -> Response {
        renderer.page(NoteDetailPage(note: try store.note(call.noteID)), for: renderer.open(call))
    }

    func newForm(_ call: Call) throws -> Response {
        renderer.page(NoteFormPage(), for: renderer.open(call))
    }

    func create(_ call: Call) throws -> Response {
        try save(call, id: nil, flash: .created) { draft in
            try store.create(draft.validated(), by: call.request.remoteUser, key: nil)
        }
    }

    func editForm(_ call: Call) throws -> Response {
        renderer.page(NoteFormPage(editing: try store.note(call.noteID)), for: renderer.open(call))
    }

    func update(_ call: Call) throws -> Response {
        let id = try call.noteID
        return try save(call, id: id, flash: .updated) { draft in
            try store.update(
                id, draft.withoutUntouched(store.note(id)).validatedChanges(), by: call.request.remoteUser, if: nil)
        }
    }

    func deleteForm(_ call: Call) throws -> Response {
        renderer.page(NoteDeletePage(note: try store.note(call.noteID)), for: renderer.open(call))
    }

    func delete(_ call: Call) throws -> Response {
        let note = try store.note(call.noteID)
        let page = renderer.open(call)
        if let problem = try SubmittedForm(page, sessions: renderer.sessions).problem {
            let message = "\(problem.message) The note was not deleted. Please try again."
            return renderer.page(NoteDeletePage(note: note, message: message), status: problem.status, for: page)
        }
        do {
            _ = try store.delete(note.id, by: call.request.remoteUser, if: nil)
        } catch  where Self.isTemporary(error) {
            throw PageError(error) { NoteDeletePage(note: note, message: "The note was not deleted. \($0)") }
        }
        return renderer.redirect(to: renderer.links.notes, flash: Flash(.deleted), for: page)
    }

    /// Saves the note in a form and redirects to the note. If saving fails, shows the form again with the typed text.
    private func save(
        _ call: Call, id: Int64?, flash: Flash.Kind, _ write: (NoteDraft) throws -> Note
    ) throws -> Response {
        let page = renderer.open(call)
        let form = try SubmittedForm(page, sessions: renderer.sessions)
        let draft = NoteDraft(form: form.fields)
        var formPage = NoteFormPage(draft, id: id)
        if let problem = form.problem {
            let hint = form.fields.fields.isEmpty ? "." : ", but your text is still here. Please send it again."
            formPage.message = "\(problem.message) Nothing was saved\(hint)"
            return renderer.page(formPage, status: problem.status, for: page)
        }
        do {
            return renderer.redirect(to: renderer.links.note(try write(draft).id), flash: Flash(flash), for: page)
        } catch NotesError.invalid(let violations) {
            formPage.violations = violations
            return renderer.page(formPage, status: .unprocessableContent, for: page)
        } catch NotesError.notFound {
            formPage.id = nil
            formPage.message = "This note was deleted in the meantime. You can keep your text as a new note."
            return renderer.page(formPage, status: .notFound, for: page)
        } catch {
            let outcome = Self.isTemporary(error) ? "Nothing was saved" : "This may not have been saved"
            throw PageError(error) {
                formPage.message = "\(outcome), but your text is still here. \($0)"
                return formPage
            }
        }
    }

    private static func isTemporary(_ error: any Error) -> Bool {
        [NotesError.busy, .full, .readOnly, .moved].contains(error as? NotesError)
    }
}

extension Call {
    /// The note's id in the path.
    ///
    /// - Throws: `HTTPError.notFound` if the parameter `id` is not a whole number that Int64 can hold.
    var noteID: Int64 {
        get throws(HTTPError) {
            guard let text = parameters["id"], !text.hasPrefix("+"), let id = Int64(text) else { throw .notFound }
            return id
        }
    }
}
