import HTTPTypes
import HTTPValues
import Markdown
import Notes

/// Handles the routes of current notes under /notes, as HTML. `NotePages+Saving` saves their forms.
struct NotePages: Sendable {
    let store: any NoteStore
    let renderer: PageRenderer
    private let listItems = ListItemCache()

    init(store: any NoteStore, renderer: PageRenderer) {
        self.store = store
        self.renderer = renderer
    }

    func list(_ call: Call) throws -> Response {
        let place = ListPlace(try call.request.query)
        let carried = place.carried
        var items: [NoteListItem] = []
        var notes: [Note] = []
        let found = try FoundNotes(place.notes, in: store) { note in
            if place.search.isEmpty {
                items.append(listItems.item(for: note, in: carried))
            } else {
                notes.append(Note(note))
            }
        }
        if let search = found.search {
            let texts = FoundTexts(search)
            items = notes.map { NoteListItem($0, found: texts, in: carried) }
        }
        var response = renderer.page(
            NoteListPage(place: place, found: found, items: items), for: renderer.open(call))
        // Tomorrow, "the last seven days" are other days.
        if found.search?.isRelative ?? false { response.isCacheable = false }
        return response
    }

    func show(_ call: Call) throws -> Response {
        let place = ListPlace(carriedBy: call.request)
        let note = try store.note(call.noteID)
        let showsTypedText = (try? call.request.query["view"]) == "text"
        let text = showsTypedText ? nil : try renderer.format(note.content, boxes: .buttons)
        let linking = try store.notes(linkingTo: note)
        var response = renderer.page(
            NoteDetailPage(note: note, text: text, linking: linking, place: place), for: renderer.open(call))
        // If not all links are known, they may become known without a write.
        if linking.isComplete { response.item = Response.Item(id: note.id, linkedTitle: note.title) }
        if text?.permit != nil && response.isCacheable {
            // A long text is rare. From the cache, it would be sent without the permit that limits the memory for long texts.
            response.isCacheable = false
            response.tagBody()
        }
        return response
    }

    /// Leads to the note with a title, or to the form for a new note with this title.
    func titled(_ call: Call) throws -> Response {
        let title = try call.request.query["title"] ?? ""
        let id = try store.id(titled: title)
        // No note can have a longer title, and nginx accepts only a short address here.
        let newTitle = String(title.unicodeScalars.prefix(NoteDraft.maximumTitleLength))
        return .redirect(to: id.map { renderer.links.note($0).text } ?? renderer.links.newNote(title: newTitle))
    }

    func tags(_ call: Call) throws -> Response {
        let list = try store.tags()
        let permit = try renderer.largePages.permit(for: list)
        var response = renderer.page(TagsPage(list: list), for: renderer.open(call))
        response.permit = permit
        return response
    }

    func help(_ call: Call) throws -> Response {
        renderer.page(HelpPage(retention: store.retention), for: renderer.open(call))
    }

    func newForm(_ call: Call) throws -> Response {
        let query = try call.request.query
        var form = NoteFormPage.new
        if let copied = query["copy"].flatMap({ Int64($0) }) {
            let note = try store.note(copied)
            (form.noteTitle, form.content, form.isPinned) = (note.title, note.content, note.isPinned)
            form.place = ListPlace(carriedBy: call.request)
        } else {
            form.noteTitle = query["title"] ?? ""
            form.content = [query["content"], query["url"]].compactMap { $0 }.filter { !$0.isEmpty }
                .joined(separator: "\n\n")
        }
        return renderer.page(form, for: renderer.open(call))
    }

    func editForm(_ call: Call) throws -> Response {
        var formPage = NoteFormPage(editing: try store.note(call.noteID))
        formPage.place = ListPlace(carriedBy: call.request)
        return renderer.page(formPage, for: renderer.open(call))
    }

    func deleteForm(_ call: Call) throws -> Response {
        let place = ListPlace(carriedBy: call.request)
        return renderer.page(
            NoteDeletePage(note: try store.note(call.noteID), place: place, retention: store.retention),
            for: renderer.open(call))
    }

    /// Moves a note to the trash, if its page showed the note as it is now. A form without a version, such as the
    /// tutorial's, deletes any version. Asks again if the page promised the trash, but deleted notes are no longer kept.
    /// A double click sends the form twice: the second response is that of the first. Leads back to the list.
    func delete(_ call: Call) throws -> Response {
        let id = try call.noteID
        let page = renderer.open(call)
        let form = try SubmittedForm(page, sessions: renderer.sessions)
        let shown = form.fields["version"]
        let newest = try store.newestRevision(of: id)
        let place = ListPlace(carriedBy: call.request)
        func redirect(_ flash: Flash) -> Response {
            let location = renderer.links.list(lastPage(upTo: place))
            var response = renderer.redirect(to: location, flash: flash, for: page)
            // Otherwise Back would show the deleted note: a browser does not ask the server before it shows a kept page.
            response.headerFields[.clearSiteData] = "\"cache\""
            return response
        }
        guard let newest, !newest.isDeletion else {
            guard form.problem == nil else { throw NotesError.notFound }
            return redirect(try flash(ofEarlierDeletion: newest, shown: shown))
        }
        var deletePage = NoteDeletePage(note: newest.note, place: place, retention: store.retention)
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
            deletePage = NoteDeletePage(
                note: current, place: place, retention: store.retention, message: Self.changed)
            return renderer.page(deletePage, status: .conflict, for: page)
        } catch  where Self.isTemporary(error) {
            throw PageError(error) {
                deletePage.message = "The note was not deleted. \($0)"
                return deletePage
            }
        }
    }

    /// The place, or the last page of its list if the list has fewer pages now.
    private func lastPage(upTo place: ListPlace) -> ListPlace {
        guard place.page > 1 else { return place }
        var place = place
        var query = place.notes
        (query.offset, query.size, query.contentLength) = (0, 1, 0)
        // The note is already deleted. If this fails, the page explains that there is no such page.
        guard let total = try? FoundNotes(query, in: store).summary.total else { return place }
        let pages = Paging(number: place.page, size: ListPlace.pageSize).pages(of: total)
        place.page = min(place.page, max(pages, 1))
        return place
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
        [NotesError.busy, .unreachable, .full, .readOnly, .moved].contains(error as? NotesError)
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
