import HTTPTypes
import HTTPValues
import Markdown
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
        let note = try store.note(call.noteID)
        let isFormatted = try call.request.query["view"] != "text"
        let text = isFormatted ? try renderer.format(note.content, boxes: .buttons) : nil
        return renderer.page(NoteDetailPage(note: note, text: text), for: renderer.open(call))
    }

    func help(_ call: Call) throws -> Response {
        renderer.page(HelpPage(retention: store.retention, examples: HelpExample.all), for: renderer.open(call))
    }

    func newForm(_ call: Call) throws -> Response {
        let query = try call.request.query
        var form = NoteFormPage.new
        if let copied = query["copy"].flatMap({ Int64($0) }) {
            let note = try store.note(copied)
            (form.noteTitle, form.content, form.isPinned) = (note.title, note.content, note.isPinned)
        } else {
            form.noteTitle = query["title"] ?? ""
            form.content = [query["content"], query["url"]].compactMap { $0 }.filter { !$0.isEmpty }
                .joined(separator: "\n\n")
        }
        return renderer.page(form, for: renderer.open(call))
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
        let id = try call.noteID
        let page = renderer.open(call)
        let form = try SubmittedForm(page, sessions: renderer.sessions)
        let shown = form.fields["version"]
        let newest = try store.newestRevision(of: id)
        func redirect(_ flash: Flash) -> Response {
            renderer.redirect(to: renderer.links.notes, flash: flash, for: page)
        }
        guard let newest, !newest.isDeletion else {
            guard form.problem == nil else { throw NotesError.notFound }
            return redirect(try flash(ofEarlierDeletion: newest, shown: shown))
        }
        var deletePage = NoteDeletePage(note: newest.note, retention: store.retention)
        if let problem = form.problem {
            let isChanged = shown != nil && shown != newest.note.version.description
            deletePage.message =
                "\(problem.message) \(isChanged ? Self.changed : "The note was not deleted. Please try again.")"
            return renderer.page(deletePage, status: problem.status, for: page)
        }
        if form.fields["trash"] != nil && store.retention.trashDays == 0 {
            deletePage.message = "Deleted notes no longer move to the trash, so the note was not deleted."
            return renderer.page(deletePage, status: .conflict, for: page)
        }
        do {
            let deleted = try store.delete(id, by: call.request.remoteUser) {
                shown == nil || $0.description == shown
            }
            return redirect(flash(ofDeleted: deleted))
        } catch NotesError.notFound {
            return redirect(try flash(ofEarlierDeletion: store.newestRevision(of: id), shown: shown))
        } catch NotesError.changed(let current) {
            deletePage = NoteDeletePage(note: current, retention: store.retention, message: Self.changed)
            return renderer.page(deletePage, status: .conflict, for: page)
        } catch  where Self.isTemporary(error) {
            throw PageError(error) {
                deletePage.message = "The note was not deleted. \($0)"
                return deletePage
            }
        }
    }

    /// Explains why a note was not deleted that is no longer as the page showed it.
    private static let changed = "The note was changed meanwhile, so it was not deleted. This is the note now."

    private func flash(ofDeleted note: Note) -> Flash {
        guard store.retention.trashDays != 0 else { return Flash(.deleted) }
        return Flash(.deleted, undo: Flash.Undo(id: note.id, version: note.version, current: nil))
    }

    /// The message about a note that another request has deleted, in the version that the form's page showed.
    ///
    /// - Parameters:
    ///   - newest: nil if nothing is left of the note.
    ///   - shown: the text of the version; nil if the form has none.
    /// - Throws: `NotesError.notFound` if the note was deleted in another version.
    private func flash(ofEarlierDeletion newest: NoteRevision?, shown: String?) throws -> Flash {
        // Without a trash, a deleted note leaves nothing to compare with.
        if newest == nil, store.retention.trashDays == 0, shown.flatMap(NoteVersion.init) != nil {
            return Flash(.deleted)
        }
        guard let newest, newest.isDeletion, newest.note.version.description == shown else {
            throw NotesError.notFound
        }
        return flash(ofDeleted: newest.note)
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
