import HTTPTypes
import HTTPValues
import Notes

/// Handles the routes under /api/notes, as JSON.
struct NoteAPI: Sendable {
    let store: any NoteStore
    let links: Links
    let largePages: LargePages

    func list(_ call: Call) throws -> Response {
        let query = try call.request.query
        let paging = Paging(query, defaultSize: 10)
        var pageLinks: PageLinks?
        var response = try respond(
            with: NoteQuery(number: paging.number, size: paging.size), isEnveloped: query.wantsEnvelope
        ) { json, page in
            let pages = paging.pages(of: page.total)
            pageLinks = PageLinks(paging, total: page.total) { links.apiPage(of: links.apiNotes, $0, query, paging) }
            json.member("notes") { $0.array(page.notes) { $0.note($1) } }
            json.member("total", page.total)
            json.member("pages", pages)
            json.member("current_page", paging.number)
            json.member("has_next", paging.number < pages)
            json.member("has_prev", paging.number > 1)
        }
        if let pageLinks { response.add(pageLinks) }
        return response
    }

    func search(_ call: Call) throws -> Response {
        let query = try call.request.query
        let text = String(trimmingWhitespace(query["q"] ?? ""))
        guard !text.isEmpty else { throw HTTPError.searchQueryRequired }
        let paging = Paging(query, defaultSize: 100)
        var noteQuery = NoteQuery(text: text, number: paging.number, size: paging.size)
        let offset = Paging.number(query["offset"])
        if let offset { noteQuery.offset = offset }
        // Without a valid `per_page`, the client gets as many notes as fit, and a field Link to the notes after them.
        let isCutToFit = paging.chosenSize == nil
        var pageLinks: PageLinks?
        var response = try respond(with: noteQuery, isCutToFit: isCutToFit, isEnveloped: query.wantsEnvelope) {
            json, page in
            json.member("query", text)
            json.member("count", page.total)
            json.member("notes") { $0.array(page.notes) { $0.note($1) } }
            let end = page.notes.isEmpty ? page.total : noteQuery.offset + page.notes.count
            if isCutToFit && end < page.total {
                pageLinks = PageLinks(
                    next: links.apiSearch(text, offset: end, isEnveloped: query.wantsEnvelope))
            } else if !isCutToFit && offset == nil {
                pageLinks = PageLinks(paging, total: page.total) {
                    links.apiPage(of: links.apiSearch, $0, query, paging)
                }
            }
        }
        if let pageLinks { response.add(pageLinks) }
        return response
    }

    /// Responds with a page of notes as a JSON object. For more text than `smallPageBytes`, waits for a permit.
    ///
    /// - Parameter isCutToFit: whether a page with too much text gets fewer notes. If false, such a page is an error.
    private func respond(
        with query: NoteQuery, isCutToFit: Bool = false, isEnveloped: Bool,
        _ writeMembers: (inout JSONWriter, NotePage) -> Void
    ) throws -> Response {
        var query = query
        query.maximumBytes = LargePages.smallPageBytes
        var permit: LargePages.Permit?
        let page: NotePage
        do {
            page = try store.page(query)
        } catch NotesError.tooLarge {
            permit = try largePages.permit()
            query.maximumBytes = LargePages.largestPageBytes
            query.isCutToFit = isCutToFit
            page = try store.page(query)
        }
        var response = Response.json(isEnveloped: isEnveloped) { $0.object { writeMembers(&$0, page) } }
        response.permit = permit
        return response
    }

    func show(_ call: Call) throws -> Response {
        let note = try store.note(call.noteID)
        return .json(note, for: call)
    }

    func create(_ call: Call) throws -> Response {
        let draft = try NoteDraft(json: call)
        let fields: NoteFields
        do {
            fields = try draft.validated()
        } catch {
            guard !draft.missingMembers.isEmpty else { throw error }
            throw HTTPError(error).detailed("missing: \(draft.missingMembers.joined(separator: ", "))")
        }
        let note = try store.create(fields)
        var response = Response.json(note, status: .created, for: call)
        response.headerFields[.location] = links.apiNote(note.id)
        return response
    }

    func update(_ call: Call) throws -> Response {
        return .json(try store.update(call.noteID, NoteDraft(json: call).validatedChanges()), for: call)
    }

    func delete(_ call: Call) throws -> Response {
        try store.delete(call.noteID)
        return .json(isEnveloped: false) { $0.object { $0.member("message", "Note deleted successfully") } }
    }
}
