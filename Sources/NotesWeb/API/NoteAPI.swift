import HTTPTypes
import HTTPValues
import Hashing
import Locking
import Notes

/// Handles the routes under /api/notes, and /api/tags, as JSON.
struct NoteAPI: Sendable {
    let store: any NoteStore
    let links: Links
    let largePages: LargePages

    func search(_ call: Call) throws -> Response {
        let query = try call.request.query
        guard let text = query.searchText else { throw HTTPError.searchQueryRequired }
        let paging = Paging(query, defaultSize: 100)
        var noteQuery = NoteQuery(text: text, number: paging.number, size: paging.size)
        let offset = Paging.number(query["offset"])
        if let offset { noteQuery.offset = offset }
        // Without a valid `per_page`, the client gets as many notes as fit, and a field Link to the notes after them.
        let isCutToFit = paging.chosenSize == nil
        var pageLinks: PageLinks?
        var response = try respond(
            with: noteQuery, isCutToFit: isCutToFit, isEnveloped: query.wantsEnvelope
        ) { json, noteQuery in
            let page = try store.page(noteQuery)
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
    /// - Parameters:
    ///   - isCutToFit: whether a page with too much text gets fewer notes. If false, such a page is an error.
    ///   - writeMembers: reads the page and writes the members of the object. Called again with another query if the page is
    ///     too large without a permit.
    func respond(
        with query: NoteQuery, isCutToFit: Bool = false, isEnveloped: Bool,
        _ writeMembers: (inout JSONWriter, NoteQuery) throws -> Void
    ) throws -> Response {
        func response(_ query: NoteQuery) throws -> Response {
            try .json(isEnveloped: isEnveloped, textBytes: Self.usualPageBytes) {
                try $0.object { try writeMembers(&$0, query) }
            }
        }
        var query = query
        query.maximumBytes = LargePages.smallPageBytes
        do { return try response(query) } catch NotesError.tooLarge {}
        let permit = try largePages.permit()
        query.maximumBytes = LargePages.largestPageBytes
        query.isCutToFit = isCutToFit
        var largeResponse = try response(query)
        largeResponse.permit = permit
        return largeResponse
    }

    /// The text of ten usual notes. A larger page gets more memory while it is written.
    private static let usualPageBytes = 14_000

    func show(_ call: Call) throws -> Response {
        var response = Response()
        try store.lend(call.noteID) { response = .json($0, for: call) }
        return response
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
        let key = try call.idempotencyKey
        let user = call.request.remoteUser
        let note: Note
        do {
            try checkConditions(of: call, on: list)
            note = try store.create(fields, by: user, key: key).note
        } catch let error as HTTPError where error.status == .preconditionFailed {
            // If the request is repeated, the list may have changed since the first request met the conditions.
            guard let created = try key.flatMap({ try store.created(with: $0, by: user) }) else { throw error }
            note = created
        }
        var response = Response.json(note, status: .created, for: call)
        response.headerFields[.location] = links.apiNote(note.id)
        return response
    }

    func update(_ call: Call) throws -> Response {
        let (id, changes) = (try call.noteID, try NoteDraft(json: call).validatedChanges())
        return try write(call) { condition in
            .json(try store.update(id, changes, by: call.request.remoteUser, if: condition), for: call)
        }
    }

    func delete(_ call: Call) throws -> Response {
        let id = try call.noteID
        return try write(call) { condition in
            _ = try store.delete(id, by: call.request.remoteUser, if: condition)
            return .json(isEnveloped: false) { $0.object { $0.member("message", "Note deleted successfully") } }
        }
    }

    /// Checks the fields If-Match and If-None-Match of a request that changes a list. They compare with the entity tag of
    /// the list's first page.
    ///
    /// - Parameter list: handles a GET of the list.
    /// - Throws: `EntityTags.Malformed`, `HTTPError.preconditionFailed`.
    func checkConditions(of call: Call, on list: (Call) throws -> Response) throws {
        guard call.request.fields.isConditional else { return }
        let preconditions = try Preconditions(call.request.fields)
        var page = try list(Call(Request(target: String(call.request.path))))
        page.tagBody()
        guard preconditions.isMet(by: page.entityTag) else { throw HTTPError.preconditionFailed }
    }

    /// Handles a request that changes a note, under the conditions of its fields If-Match and If-None-Match. If the
    /// note's version does not meet them, responds with status 412 and the note as it is, or as it was when it was deleted.
    ///
    /// - Parameter work: changes the note if the condition allows it.
    func write(_ call: Call, _ work: (VersionCondition?) throws -> Response) throws -> Response {
        let fields = call.request.fields
        let preconditions = try Preconditions(fields)
        let condition: VersionCondition = { preconditions.isMet(by: $0.entityTag) }
        do {
            return try work(fields.isConditional ? condition : nil)
        } catch NotesError.changed(let current) {
            let error = HTTPError.changed
            var response = Response.json(status: error.status, isEnveloped: false) { json in
                json.object { json in
                    json.member("error", error.message)
                    json.member("note") { $0.note(current) }
                }
            }
            response.entityTag = current.version.entityTag
            return response
        }
    }
}

extension Call {
    /// The longest idempotency key, in bytes.
    private static let maximumKeyBytes = 255

    /// The key in the field Idempotency-Key, with the hash of the request's content.
    ///
    /// - Throws: `HTTPError.badRequest` if the key is empty, too long, or has other characters than visible ASCII.
    fileprivate var idempotencyKey: IdempotencyKey? {
        get throws(HTTPError) {
            guard let key = request.fields.idempotencyKey else { return nil }
            guard (1...Self.maximumKeyBytes).contains(key.utf8.count),
                key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
            else {
                throw .badRequest.detailed(
                    "Idempotency-Key must have 1 to \(Self.maximumKeyBytes) visible ASCII characters without spaces")
            }
            return IdempotencyKey(text: key, contentHash: Hex.encode(SHA256.hash(body)))
        }
    }
}
