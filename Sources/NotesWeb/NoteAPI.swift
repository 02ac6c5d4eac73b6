import HTTPTypes
import HTTPValues
import Notes

/// The JSON of each route under /api/notes.
struct NoteAPI: Sendable {
    let store: any NoteStore
    private let largeAnswers = LargeAnswers()

    init(store: any NoteStore) {
        self.store = store
    }

    func list(_ request: Request) throws -> Response {
        let paging = Paging(try request.query, defaultSize: 10)
        return try answer(NoteQuery(number: paging.number, size: paging.size), request) { page, json in
            let pages = paging.pages(of: page.total)
            json.raw("{\"notes\":")
            json.notes(page.notes)
            json.raw(",\"total\":")
            json.integer(page.total)
            json.raw(",\"pages\":")
            json.integer(pages)
            json.raw(",\"current_page\":")
            json.integer(paging.number)
            json.raw(",\"has_next\":")
            json.bool(paging.number < pages)
            json.raw(",\"has_prev\":")
            json.bool(paging.number > 1)
            json.raw("}")
        }
    }

    func search(_ request: Request) throws -> Response {
        let query = try request.query
        let text = String(trimmingWhitespace(query["q"] ?? ""))
        guard !text.isEmpty else { throw Failure.searchQueryRequired }
        let paging = Paging(query, defaultSize: 100)
        return try answer(NoteQuery(text: text, number: paging.number, size: paging.size), request) { page, json in
            json.raw("{\"query\":")
            json.string(text)
            json.raw(",\"count\":")
            json.integer(page.total)
            json.raw(",\"notes\":")
            json.notes(page.notes)
            json.raw("}")
        }
    }

    /// A page of notes, as JSON. One with much text waits for its turn.
    private func answer(
        _ query: NoteQuery, _ request: Request, _ write: @escaping (NotePage, inout JSONWriter) -> Void
    ) throws -> Response {
        var query = query
        query.maximumBytes = LargeAnswers.smallPage
        var permit: LargeAnswers.Permit?
        let page: NotePage
        do {
            page = try store.page(query)
        } catch NotesError.tooLarge {
            permit = try largeAnswers.permit()
            query.maximumBytes = LargeAnswers.largestPage
            page = try store.page(query)
        }
        var response = Response.json(data: { write(page, &$0) }, for: request)
        response.permit = permit
        return response
    }

    func show(_ request: Request, _ id: Int64) throws -> Response {
        let note = try store.note(id)
        return .json(data: { $0.note(note) }, for: request)
    }

    func create(_ request: Request, _ body: [UInt8]) throws -> Response {
        let note = try store.create(NoteInput.json(request, body).validated())
        var response = Response.json(data: { $0.note(note) }, status: .created, for: request)
        response.headerFields[.location] = "/api/notes/\(note.id)"
        return response
    }

    func update(_ request: Request, _ id: Int64, _ body: [UInt8]) throws -> Response {
        let note = try store.update(id, NoteInput.json(request, body).validatedChanges())
        return .json(data: { $0.note(note) }, for: request)
    }

    func delete(_ request: Request, _ id: Int64) throws -> Response {
        try store.delete(id)
        return .json(message: "Note deleted successfully", for: request)
    }
}
