import HTTPTypes
import HTTPValues
import Markdown
import Notes

/// Handles the routes of a note's versions, as HTML.
struct HistoryPages: Sendable {
    let store: any NoteStore
    let renderer: PageRenderer

    func list(_ call: Call) throws -> Response {
        let id = try call.noteID
        let paging = Paging(try call.request.query, size: HistoryPage.size)
        let history = try store.history(of: id, offset: paging.offset, size: paging.size)
        return renderer.page(HistoryPage(history: history, paging: paging), for: renderer.open(call))
    }

    func show(_ call: Call) throws -> Response {
        renderer.page(try versionPage(call.noteID, call.version), for: renderer.open(call))
    }

    /// Turns a note back into an earlier version, or brings back a deleted note.
    ///
    /// The form's field `current` has the state of the note that the page showed. It is empty for a deleted note whose id
    /// another program gave to a new note. If the state is another one now, nothing is restored, and the user sees the
    /// version again.
    func restore(_ call: Call) throws -> Response {
        let id = try call.noteID
        let page = renderer.open(call)
        let form = try SubmittedForm(page, sessions: renderer.sessions)
        let version = try form.fields.version
        func show(_ message: String, _ status: HTTPResponse.Status) throws -> Response {
            let shown = try version ?? store.revision(nil, of: id).note.version
            return renderer.page(try versionPage(id, shown, message: message), status: status, for: page)
        }
        let current = form.fields["current"] ?? ""
        func changed(isDeleted: Bool) -> String {
            let wasDeleted = NoteVersion(current) == nil
            let change = isDeleted ? wasDeleted ? "restored and deleted again" : "deleted" : "changed"
            return "The note was \(change) meanwhile, so nothing was restored. Please look again."
        }
        if let problem = form.problem {
            let state = try store.revision(nil, of: id).state
            let isSame = current.isEmpty || state.description == current
            let outcome = isSame ? "Nothing was restored. Please try again." : changed(isDeleted: state.isDeleted)
            return try show("\(problem.message) \(outcome)", problem.status)
        }
        do {
            let note = try store.restore(id, to: version, by: call.request.remoteUser) { state in
                current.isEmpty ? state.isDeleted : state.description == current
            }
            return renderer.redirect(
                to: renderer.links.note(note.id).text, flash: flash(note, formerID: id, former: NoteVersion(current)),
                for: page)
        } catch NotesError.changed(let newest) {
            let isDeleted = try store.revision(nil, of: id).isDeletion
            // A double click sends the form twice.
            if let version, !isDeleted, try store.revision(version, of: id).note.hasSameText(as: newest) {
                return renderer.redirect(to: renderer.links.note(id).text, flash: Flash(.restored), for: page)
            }
            return try show(changed(isDeleted: isDeleted), .conflict)
        } catch NotesError.notFound where form.fields["current"] != nil && NoteVersion(current) == nil {
            // The deleted note that the page showed was restored, so it may have lost this version or got a new id. Or it
            // was deleted for good.
            let newest = try store.revision(nil, of: id)
            guard newest.state.description != current else { throw NotesError.notFound }
            let isBack = !newest.isDeletion && newest.note.existed(in: version)
            return renderer.redirect(
                to: isBack ? renderer.links.note(id).text : renderer.links.trash, flash: Flash(.leftTrash), for: page)
        } catch  where NotePages.isTemporary(error) {
            let versionPage = try versionPage(id, version ?? store.revision(nil, of: id).note.version)
            throw PageError(error) {
                var versionPage = versionPage
                versionPage.message = "Nothing was restored. \($0)"
                return versionPage
            }
        }
    }

    /// - Parameter former: the note's version before it was turned back; nil if it was deleted.
    private func flash(_ note: Note, formerID: Int64, former: NoteVersion?) -> Flash {
        if note.id != formerID { return Flash(.restoredWithNewID) }
        guard let former, former != note.version else { return Flash(.restored) }
        return Flash(.restored, undo: Flash.Undo(id: note.id, version: former, current: note.version))
    }

    private func versionPage(_ id: Int64, _ version: NoteVersion, message: String? = nil) throws -> VersionPage {
        let compared = try store.comparedRevision(version, of: id)
        let text = try renderer.format(compared.revision.note.content, boxes: .disabled)
        return VersionPage(compared: compared, text: text, message: message)
    }
}

extension NoteVersion {
    /// Reads a version in a request.
    ///
    /// - Throws: `HTTPError.notFound` if the text has another form, because no note has such a version.
    init(requested text: String) throws(HTTPError) {
        guard let version = NoteVersion(text) else { throw .notFound }
        self = version
    }
}

extension Call {
    /// The version in the path.
    ///
    /// - Throws: `HTTPError.notFound`.
    var version: NoteVersion {
        get throws(HTTPError) { try NoteVersion(requested: parameters["version"] ?? "") }
    }
}

extension URLEncodedForm {
    /// The version in the field `version`; nil without this field.
    ///
    /// - Throws: `HTTPError.notFound`.
    var version: NoteVersion? {
        get throws(HTTPError) {
            guard let text = self["version"] else { return nil }
            return try NoteVersion(requested: text)
        }
    }
}

extension Note {
    /// Whether the note was created before a version. Otherwise the version is that of another note with the same id.
    fileprivate func existed(in version: NoteVersion?) -> Bool {
        guard let createdAt, let time = version?.time else { return false }
        return createdAt <= time
    }

    /// Whether the fields that people type are equal, byte by byte.
    fileprivate func hasSameText(as other: Note) -> Bool {
        changes(from: other).isSubset(of: [.createdAt, .updatedAt])
    }
}
