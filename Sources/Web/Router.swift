public import HTTPTypes

/// One row of the table of routes: a method and a path, and what handles them.
public struct Route<Handler: Sendable>: Sendable {
    let method: HTTPRequest.Method
    let pattern: [Segment]
    let handler: Handler

    enum Segment: Sendable, Equatable {
        case literal(String)
        case parameter
    }

    /// - Parameter path: such as `/notes/{id}`; a segment in braces matches any one segment.
    public init(_ method: HTTPRequest.Method, _ path: String, _ handler: Handler) {
        self.method = method
        self.pattern = path.split(separator: "/").map { $0.hasPrefix("{") ? .parameter : .literal(String($0)) }
        self.handler = handler
    }
}

/// Finds the handler of a request in a table of routes. The first row whose path fits decides, so `/notes/new` stands
/// before `/notes/{id}`.
public struct Router<Handler: Sendable>: Sendable {
    /// What the table says of a request.
    public enum Match {
        /// A row fits; `parameter` is the decoded text of the segment in braces.
        case found(Handler, parameter: String)
        /// The path exists, but not with this method; what a field `Allow` must list (RFC 9110, section 10.2.1).
        case methodNotAllowed(allow: [HTTPRequest.Method])
        /// OPTIONS of a path that exists.
        case options(allow: [HTTPRequest.Method])
        /// The path exists without its trailing slash.
        case trailingSlash
        case notFound
    }

    let routes: [Route<Handler>]

    public init(_ routes: [Route<Handler>]) {
        self.routes = routes
    }

    /// - Parameter path: percent-encoded, without the query.
    public func match(_ method: HTTPRequest.Method, _ path: Substring) -> Match {
        guard path.utf8.first == UInt8(ascii: "/") else { return .notFound }
        var segments: [String] = []
        for encoded in path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let segment = String(validating: PercentEncoding.decode(encoded), as: UTF8.self) else {
                return .notFound
            }
            segments.append(segment)
        }
        let endsInSlash = segments.count > 1 && segments.last == ""
        if endsInSlash { segments.removeLast() }

        guard let pattern = routes.first(where: { fits(segments, $0.pattern) })?.pattern else { return .notFound }
        if endsInSlash { return .trailingSlash }
        let rows = routes.filter { $0.pattern == pattern }
        let sought = method == .head ? .get : method
        if let row = rows.first(where: { $0.method == sought }) {
            let position = pattern.firstIndex(of: .parameter)
            return .found(row.handler, parameter: position.map { segments[$0] } ?? "")
        }
        let allow = rows.flatMap { $0.method == .get ? [.get, .head] : [$0.method] } + [.options]
        return method == .options ? .options(allow: allow) : .methodNotAllowed(allow: allow)
    }

    private func fits(_ segments: [String], _ pattern: [Route<Handler>.Segment]) -> Bool {
        segments.count == pattern.count
            && zip(segments, pattern).allSatisfy { segment, expected in
                expected == .parameter ? !segment.isEmpty : expected == .literal(segment)
            }
    }
}
