public import HTTPTypes

/// Handles the requests for a route. If it throws, the caller turns the error into a response.
public typealias Handler = @Sendable (Call) throws -> Response

/// A row of the route table: a method, a path, and the handler of requests with this method and path.
public struct Route: Sendable {
    let method: HTTPRequest.Method
    let path: String
    public let handler: Handler

    /// - Parameters:
    ///   - path: such as `/notes/{id}`. `{name}` matches any text; `{name}.md` matches any text that ends in `.md`.
    ///   - handler: may be called on several threads at the same time.
    public init(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Handler) {
        self.method = method
        self.path = path
        self.handler = handler
    }

    /// The method and the path, such as `GET /notes/{id}`.
    public var name: String { "\(method) \(path)" }
}
