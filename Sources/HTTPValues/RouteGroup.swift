/// Routes that share how errors are shown and who may call them.
public struct RouteGroup: Sendable {
    public enum ErrorFormat: Sendable {
        case page
        case json
    }

    public enum Callers: Sendable {
        case everyone
        /// Authenticated users, if the service requires a user.
        case users
        /// Clients on the web server's machine.
        case thisMachine
    }

    /// The group also owns the paths below this one that no route has; nil if it owns its routes only.
    let path: String?
    public let errors: ErrorFormat
    public let callers: Callers
    public let routes: [Route]

    /// - Parameters:
    ///   - path: a path below which the group owns all paths that no route has. The longest such path of all groups decides.
    ///   - routes: with complete paths, not relative to `path`.
    public init(below path: String? = nil, errors: ErrorFormat, callers: Callers, _ routes: [Route]) {
        self.path = path
        self.errors = errors
        self.callers = callers
        self.routes = routes
    }
}
