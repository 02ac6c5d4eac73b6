public import HTTPTypes

/// Handles the requests of a route. If it throws, the error becomes the response.
public typealias Handler = @Sendable (Call) throws -> Response

/// A row of the route table: a method, a path, and the handler of their requests.
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
