public import HTTPTypes

/// One row of the table of routes: a method and a path, and what handles them.
public struct Route<Handler: Sendable>: Sendable {
    let row: RouteTable.Row
    let handler: Handler

    /// - Parameter path: such as `/notes/{id}`; a segment in braces matches any one segment.
    public init(_ method: HTTPRequest.Method, _ path: String, _ handler: Handler) {
        row = RouteTable.Row(method: method, path: path)
        self.handler = handler
    }
}

/// Finds the handler of a request in a table of routes. The first row whose path fits decides, so `/notes/new` stands
/// before `/notes/{id}`.
public struct Router<Handler: Sendable>: Sendable {
    /// What the table says of a request.
    public enum Match {
        /// The row of that number fits; `parameter` is the decoded text of the segment in braces.
        case found(Handler, parameter: String, row: Int)
        /// The path exists, but not with this method; what a field `Allow` must list (RFC 9110, section 10.2.1).
        case methodNotAllowed(allow: [HTTPRequest.Method])
        /// OPTIONS of a path that exists.
        case options(allow: [HTTPRequest.Method])
        /// The path exists without its trailing slash.
        case trailingSlash
        case notFound
    }

    private let table: RouteTable
    private let handlers: [Handler]
    /// The rows' methods and paths, such as `GET /notes/{id}`.
    public let names: [String]

    public init(_ routes: [Route<Handler>]) {
        table = RouteTable(rows: routes.map(\.row))
        handlers = routes.map(\.handler)
        names = routes.map { "\($0.row.method) \($0.row.path)" }
    }

    /// - Parameter path: percent-encoded, without the query.
    public func match(_ method: HTTPRequest.Method, _ path: Substring) -> Match {
        guard let (rows, parameter, endsInSlash) = table.rows(for: path) else { return .notFound }
        if endsInSlash { return .trailingSlash }
        let sought = method == .head ? .get : method
        if let row = rows.first(where: { table.rows[$0].method == sought }) {
            return .found(handlers[row], parameter: parameter, row: row)
        }
        let methods = rows.map { table.rows[$0].method }
        let allow = methods.flatMap { $0 == .get ? [.get, .head] : [$0] } + [.options]
        return method == .options ? .options(allow: allow) : .methodNotAllowed(allow: allow)
    }
}
