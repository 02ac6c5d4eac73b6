/// Routes with the same format of error responses and the same permitted callers.
public struct RouteGroup: Sendable {
    public enum ErrorFormat: Sendable {
        case page
        case json
    }

    public enum Callers: Sendable {
        case everyone
        /// Only authenticated users if the service requires a user (`requiresUser`); otherwise everyone.
        case users
        /// Only clients on the web server's machine.
        case thisMachine
    }

    /// Paths below this one that match no route also belong to the group; nil: only the group's routes belong to it.
    let path: String?
    public let errors: ErrorFormat
    public let callers: Callers
    public let routes: [Route]

    /// - Parameters:
    ///   - path: a request without a route belongs to the group whose `path` is the longest beginning of its path.
    ///   - routes: with complete paths, not relative to `path`.
    public init(below path: String? = nil, errors: ErrorFormat, callers: Callers, _ routes: [Route]) {
        self.path = path
        self.errors = errors
        self.callers = callers
        self.routes = routes
    }
}
