import HTTPTypes
import HTTPValues

/// Answers a request whose route was found.
///
/// - Parameters:
///   - body: all of it.
///   - parameter: the path's segment in braces, decoded.
typealias Handler = @Sendable (_ request: Request, _ body: [UInt8], _ parameter: String) throws -> Response

/// Every route of the service.
func routes(pages: NotePages, api: NoteAPI, status: ServiceStatus) -> [Route<Handler>] {
    [
        Route(.get, "/notes", pages.list),
        Route(.get, "/notes/new", pages.newForm),
        Route(.post, "/notes/new", pages.create),
        Route(.get, "/notes/{id}", pages.show),
        Route(.get, "/notes/{id}/edit", pages.editForm),
        Route(.post, "/notes/{id}/edit", pages.update),
        Route(.get, "/notes/{id}/delete", pages.deleteForm),
        Route(.post, "/notes/{id}/delete", pages.delete),

        Route(.get, "/api/notes", api.list),
        Route(.post, "/api/notes", api.create),
        Route(.get, "/api/notes/search", api.search),
        Route(.get, "/api/notes/{id}", api.show),
        Route(.put, "/api/notes/{id}", api.update),
        Route(.delete, "/api/notes/{id}", api.delete),

        Route(.get, "/api/health", status.health),
        Route(.get, "/metrics", status.metrics),
    ]
}

/// Methods take what they need: the body, the id in the path, both or neither.
extension Route<Handler> {
    fileprivate init(
        _ method: HTTPRequest.Method, _ path: String, _ answer: @escaping @Sendable (Request) throws -> Response
    ) {
        self.init(method, path) { (request: Request, _: [UInt8], _: String) in try answer(request) }
    }

    fileprivate init(
        _ method: HTTPRequest.Method, _ path: String,
        _ answer: @escaping @Sendable (Request, _ body: [UInt8]) throws -> Response
    ) {
        self.init(method, path) { (request: Request, body: [UInt8], _: String) in try answer(request, body) }
    }

    fileprivate init(
        _ method: HTTPRequest.Method, _ path: String,
        _ answer: @escaping @Sendable (Request, _ id: Int64) throws -> Response
    ) {
        self.init(method, path) { (request: Request, _: [UInt8], parameter: String) in
            try answer(request, noteID(parameter))
        }
    }

    fileprivate init(
        _ method: HTTPRequest.Method, _ path: String,
        _ answer: @escaping @Sendable (Request, _ id: Int64, _ body: [UInt8]) throws -> Response
    ) {
        self.init(method, path) { (request: Request, body: [UInt8], parameter: String) in
            try answer(request, noteID(parameter), body)
        }
    }
}

/// The id in a path.
///
/// - Throws: `Failure.notFound` if it is no number, or too large for one.
private func noteID(_ parameter: String) throws(Failure) -> Int64 {
    guard parameter.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
        let id = Int64(parameter)
    else { throw .notFound }
    return id
}
