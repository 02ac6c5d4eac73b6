import HTTPTypes
import HTTPValues
import Notes

/// Handles the routes of the trash under /notes/trash, as HTML.
struct TrashPages: Sendable {
    let store: any NoteStore
    let renderer: PageRenderer

    func list(_ call: Call) throws -> Response {
        let query = try call.request.query
        let paging = Paging(query, size: 10)
        let page = try store.trash(
            NoteQuery(
                text: query.searchText, number: paging.number, size: paging.size,
                contentLength: Note.excerptSourceLength))
        return renderer.page(
            TrashPage(query: query.searchText ?? "", page: page, paging: paging, retention: store.retention),
            for: renderer.open(call))
    }

    func purgeForm(_ call: Call) throws -> Response {
        let note = try deletedNote(call.noteID, call.request.query.version)
        return renderer.page(PurgePage(subject: .note(note)), for: renderer.open(call))
    }

    func purge(_ call: Call) throws -> Response {
        let id = try call.noteID
        return try post(
            call, { form in PurgePage(subject: .note(try deletedNote(id, form.version))) },
            { form in
                let version = try form.version
                do {
                    try store.purge(id, version, if: nil)
                    return Flash(.deletedForGood)
                } catch NotesError.notFound where version != nil {
                    // A double click sends the form twice. The second form finds no note with this id.
                    return Flash(try store.newestRevision(of: id) == nil ? .deletedForGood : .leftTrash)
                }
            })
    }

    func emptyForm(_ call: Call) throws -> Response {
        renderer.page(try emptyPage(), for: renderer.open(call))
    }

    /// Deletes all notes for good that were in the trash when the page with the form was made.
    func empty(_ call: Call) throws -> Response {
        try post(
            call, { _ in try emptyPage() },
            { form in
                guard let mark = form["mark"].flatMap({ Int64($0) }) else { throw HTTPError.badRequest }
                return Flash(.emptied, count: try store.emptyTrash(upTo: mark))
            })
    }

    /// Handles a form that deletes for good, and redirects to the trash.
    ///
    /// - Parameters:
    ///   - makePage: makes the page that asks again if the form must not change anything.
    ///   - delete: deletes notes, and returns the message about it.
    private func post(
        _ call: Call, _ makePage: (URLEncodedForm) throws -> PurgePage, _ delete: (URLEncodedForm) throws -> Flash
    ) throws -> Response {
        let page = renderer.open(call)
        let form = try SubmittedForm(page, sessions: renderer.sessions)
        if let problem = form.problem {
            var purgePage = try makePage(form.fields)
            purgePage.message = "\(problem.message) Nothing was deleted. Please try again."
            return renderer.page(purgePage, status: problem.status, for: page)
        }
        do {
            return renderer.redirect(to: renderer.links.trash, flash: try delete(form.fields), for: page)
        } catch  where NotePages.isTemporary(error) {
            let purgePage = try makePage(form.fields)
            throw PageError(error) {
                var purgePage = purgePage
                purgePage.message = "The deletion did not complete. \($0)"
                return purgePage
            }
        }
    }

    private func emptyPage() throws -> PurgePage {
        let page = try store.trash(NoteQuery(size: 1, contentLength: 0))
        return PurgePage(subject: .all(count: page.total, mark: page.mark))
    }

    /// Returns a note in the trash.
    ///
    /// - Parameter version: its last version; nil for the note with this id that was deleted last.
    private func deletedNote(_ id: Int64, _ version: NoteVersion?) throws -> NoteRevision {
        let revision = try store.revision(version, of: id)
        guard revision.isInTrash else { throw HTTPError.notFound }
        return revision
    }
}

extension NoteStore {
    /// Returns the newest version of a note, which may be in the trash; nil if nothing is left of the note.
    func newestRevision(of id: Int64) throws -> NoteRevision? {
        do { return try revision(nil, of: id) } catch NotesError.notFound { return nil }
    }
}
