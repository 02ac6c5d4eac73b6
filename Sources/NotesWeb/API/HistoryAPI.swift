import HTTPTypes
import HTTPValues
import Notes

/// Handles the API's routes for the versions of notes and for the trash.
struct HistoryAPI: Sendable {
    let notes: NoteAPI

    private var store: any NoteStore { notes.store }

    private var links: Links { notes.links }

    func list(_ call: Call) throws -> Response {
        let id = try call.noteID
        let query = try call.request.query
        let paging = Paging(query, defaultSize: 20)
        let history = try store.history(of: id, offset: paging.offset, size: paging.size)
        var response = Response.json(isEnveloped: query.wantsEnvelope) { json in
            json.object { json in
                json.member("versions") { $0.array(history.revisions) { $0.version($1) } }
                json.members(of: paging, total: history.total)
            }
        }
        response.add(
            PageLinks(paging, total: history.total) { links.apiPage(of: links.apiHistory(id), $0, query, paging) })
        return response
    }

    func show(_ call: Call) throws -> Response {
        let revision = try store.revision(call.version, of: call.noteID)
        return .json(isEnveloped: call.request.wantsEnvelope) { $0.noteVersion(revision) }
    }

    /// Turns a note back into an earlier version, or brings back a deleted note.
    func restore(_ call: Call) throws -> Response {
        let version: NoteVersion?
        switch try call.jsonMembers()["version"] {
        case .string(let text): version = try NoteVersion(requested: text)
        case nil, .null: version = nil
        case .bool, .integer, .other: throw HTTPError.badRequest.detailed("version must be a string")
        }
        let id = try call.noteID
        return try notes.write(call) { condition in
            var stateCondition: StateCondition?
            if let condition { stateCondition = { condition($0.version) } }
            do {
                let note = try store.restore(id, to: version, by: call.request.remoteUser, if: stateCondition)
                var response = Response.json(note, for: call)
                if note.id != id { response.headerFields[.location] = links.apiNote(note.id) }
                return response
            } catch NotesError.notFound where version == nil && (try? store.note(id)) != nil {
                throw HTTPError.badRequest.detailed("the note is not deleted; send the version to turn it back to")
            }
        }
    }

    func trash(_ call: Call) throws -> Response { try trashPage(call).response }

    /// - Returns: a page of the trash, and its `RevisionPage.mark`.
    private func trashPage(_ call: Call) throws -> (response: Response, mark: Int64) {
        let query = try call.request.query
        let paging = Paging(query, defaultSize: 10)
        let noteQuery = NoteQuery(text: query.searchText, number: paging.number, size: paging.size)
        var pageLinks: PageLinks?
        var mark: Int64 = 0
        var response = try notes.respond(with: noteQuery, isEnveloped: query.wantsEnvelope) { json, noteQuery in
            let page = try store.trash(noteQuery)
            mark = page.mark
            pageLinks = PageLinks(paging, total: page.total) { links.apiPage(of: links.apiTrash, $0, query, paging) }
            json.member("notes") { $0.array(page.revisions) { $0.deletedNote($1) } }
            json.members(of: paging, total: page.total)
        }
        if let pageLinks { response.add(pageLinks) }
        return (response, mark)
    }

    /// Deletes one note in the trash for good.
    func purge(_ call: Call) throws -> Response {
        let id = try call.noteID
        return try notes.write(call) { condition in
            try store.purge(id, nil, if: condition)
            return .json(isEnveloped: false) { $0.object { $0.member("message", "Note deleted for good") } }
        }
    }

    /// Deletes all notes in the trash for good. If the request has conditions, a note that is deleted after the service
    /// has checked them stays in the trash.
    func empty(_ call: Call) throws -> Response {
        var mark = Int64.max
        try notes.checkConditions(of: call) { call in
            let page = try trashPage(call)
            mark = page.mark
            return page.response
        }
        let count = try store.emptyTrash(upTo: mark)
        return .json(isEnveloped: false) { json in
            json.object { json in
                json.member("message", "Trash emptied")
                json.member("count", count)
            }
        }
    }
}
