import HTTPTypes
import HTTPValues
import Notes

/// Handles the routes of current notes under /notes, as HTML. `NotePages+Saving` saves their forms.
struct NotePages: Sendable {
    let store: any NoteStore
    let renderer: PageRenderer

    func list(_ call: Call) throws -> Response {
        let query = try call.request.query
        let paging = Paging(query, size: 10)
        let page = try store.page(
            NoteQuery(
                text: query.searchText, order: .pinnedFirst, number: paging.number, size: paging.size,
                contentLength: Note.excerptSourceLength))
        return renderer.page(
            NoteListPage(query: query.searchText ?? "", notes: page.notes, total: page.total, paging: paging),
            for: renderer.open(call))
    }

    func show(_ call: Call) throws -> Response {
        renderer.page(NoteDetailPage(note: try store.note(call.noteID)), for: renderer.open(call))
    }

    func newForm(_ call: Call) throws -> Response {
        renderer.page(NoteFormPage.new, for: renderer.open(call))
    }

    func editForm(_ call: Call) throws -> Response {
        renderer.page(NoteFormPage(editing: try store.note(call.noteID)), for: renderer.open(call))
    }

    func deleteForm(_ call: Call) throws -> Response {
        renderer.page(
            NoteDeletePage(note: try store.note(call.noteID), retention: store.retention), for: renderer.open(call))
    }

    /// Moves a note to the trash, if its page showed the note as it is now. A form without a version, such as the
    /// tutorial's, deletes any version. Asks again if the page promised the trash, but deleted notes are no longer kept.
    /// A double click sends the form twice: the second response is that of the first.
    func delete(_ call: Call) throws -> Response {
        let newest = try store.revision(nil, of: call.noteID)
        let note = newest.note
        let page = renderer.open(call)
        let form = try SubmittedForm(page, sessions: renderer.sessions)
        let shown = form.fields["version"]
        guard !newest.isDeletion || shown == note.version.description else { throw NotesError.notFound }
        var deletePage = NoteDeletePage(note: note, retention: store.retention)
        if let problem = form.problem {
            deletePage.message = "\(problem.message) The note was not deleted. Please try again."
            return renderer.page(deletePage, status: problem.status, for: page)
        }
        if form.fields["trash"] != nil && store.retention.trashDays == 0 && !newest.isDeletion {
            deletePage.message = "Deleted notes no longer move to the trash, so the note was not deleted."
            return renderer.page(deletePage, status: .conflict, for: page)
        }
        do {
            var deleted = note
            if !newest.isDeletion {
                deleted = try store.delete(note.id, by: call.request.remoteUser) {
                    shown == nil || $0.description == shown
                }
            }
            let undo = Flash.Undo(id: deleted.id, version: deleted.version, current: nil)
            let flash = Flash(.deleted, undo: store.retention.trashDays == 0 ? nil : undo)
            return renderer.redirect(to: renderer.links.notes, flash: flash, for: page)
        } catch NotesError.changed(let current) {
            let message = "The note was changed meanwhile, so it was not deleted. This is the note now."
            return renderer.page(
                NoteDeletePage(note: current, retention: store.retention, message: message), status: .conflict,
                for: page)
        } catch  where Self.isTemporary(error) {
            throw PageError(error) {
                deletePage.message = "The note was not deleted. \($0)"
                return deletePage
            }
        }
    }

    /// Whether an error means that nothing was written, and that trying again later may work.
    static func isTemporary(_ error: any Error) -> Bool {
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
