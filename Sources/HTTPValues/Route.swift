public import HTTPTypes

/// Handles the requests of a route. Throws whatever keeps it from making a response.
public typealias Handler = @Sendable (Call) throws -> Response

/// One row of the route table: a method, a path, and what handles their requests.
public struct Route: Sendable {
    let method: HTTPRequest.Method
    let path: String
    public let handler: Handler

    /// - Parameters:
    ///   - path: such as `/notes/{id}`. A segment `{name}` matches any text, `{name}.md` any text that ends in `.md`.
    ///   - handler: called from any thread.
    public init(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Handler) {
        self.method = method
        self.path = path
        self.handler = handler
    }

    /// The method and the path, such as `GET /notes/{id}`.
    public var name: String { "\(method) \(path)" }
}
