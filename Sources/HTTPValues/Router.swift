public import HTTPTypes

/// Finds the route of a request. The first path that matches wins, so `/notes/new` must come before `/notes/{id}`.
public struct Router: Sendable {
    /// The route of a request, or the reason why there is none.
    public enum Match: Sendable {
        /// The route, the values of the names in its path, and the route's position in `routeNames`.
        case found(Route, [String: String], number: Int)
        /// The path has routes, but only for the methods in `allow`, the content of Allow (RFC 9110, section 10.2.1).
        case methodNotAllowed(allow: [HTTPRequest.Method])
        /// The method is OPTIONS, and the path has routes.
        case options(allow: [HTTPRequest.Method])
        /// The path has routes, but only without its trailing slash.
        case trailingSlash
        case notFound
    }

    /// All routes with the same path, one for each method. It is a class, so that the search copies no paths.
    private final class Path: Sendable {
        let pattern: PathPattern
        let group: RouteGroup
        let routes: [(route: Route, number: Int)]

        init(_ pattern: PathPattern, _ group: RouteGroup, _ routes: [(route: Route, number: Int)]) {
            self.pattern = pattern
            self.group = group
            self.routes = routes
        }
    }

    /// The names of all routes (`Route.name`), in the order of the groups and their routes.
    public let routeNames: [String]
    /// The paths, grouped by their numbers of segments: most paths cannot match a request, and need no comparison.
    private let paths: [[Path]]
    private let groups: [(group: RouteGroup, segments: [ArraySlice<UInt8>])]
    private let basePath: String
    private let base: [ArraySlice<UInt8>]

    /// - Parameter basePath: the beginning of every path, before the route's own path, such as `/x/y`; may be empty.
    public init(_ groups: [RouteGroup], basePath: String = "") {
        self.basePath = basePath
        self.groups = groups.compactMap { group in
            group.path.map { (group, $0 == "/" ? [] : Self.segments($0[...]) ?? []) }
        }.sorted { $0.1.count > $1.1.count }
        base = Self.segments(basePath[...]) ?? []
        var paths: [Path] = []
        for (number, (group, route)) in groups.flatMap({ group in group.routes.map { (group, $0) } }).enumerated() {
            let pattern = PathPattern(route.path)
            if let index = paths.firstIndex(where: { $0.pattern == pattern }) {
                paths[index] = Path(pattern, paths[index].group, paths[index].routes + [(route, number)])
            } else {
                paths.append(Path(pattern, group, [(route, number)]))
            }
        }
        self.paths = (0...(paths.map(\.pattern.count).max() ?? 0)).map { count in
            paths.filter { $0.pattern.count == count }
        }
        routeNames = groups.flatMap(\.routes).map(\.name)
    }

    /// - Parameter path: percent-encoded, without the query.
    /// - Returns: the match, and the group that the path belongs to (`RouteGroup.path`), if any.
    public func match(_ method: HTTPRequest.Method, _ path: Substring) -> (match: Match, group: RouteGroup?) {
        guard let all = Self.segments(path), all.starts(with: base, by: { $0.elementsEqual($1) }) else {
            return (.notFound, nil)
        }
        var segments = all[base.count...]
        let endsInSlash = segments.count > 1 && segments.last?.isEmpty == true
        if endsInSlash { segments.removeLast() }
        for path in paths.indices.contains(segments.count) ? paths[segments.count] : [] {
            guard let parameters = path.pattern.match(segments) else { continue }
            return (endsInSlash ? .trailingSlash : Self.match(method, path, parameters), path.group)
        }
        let group = groups.first { segments.starts(with: $0.segments, by: { $0.elementsEqual($1) }) }
        return (.notFound, group?.group)
    }

    /// Returns who may request a path.
    ///
    /// Only a path that is spelled exactly like its route gets the callers of its group. Any other spelling, such as
    /// `/api/he%61lth`, gets `users`: the web server may have other access rules for it.
    public func callers(of path: Substring) -> RouteGroup.Callers {
        let isExact = { (route: Route) in basePath + route.path == path }
        return paths.joined().first { $0.routes.contains { isExact($0.route) } }?.group.callers ?? .users
    }

    private static func match(_ method: HTTPRequest.Method, _ path: Path, _ parameters: [String: String]) -> Match {
        let sought = method == .head ? .get : method
        if let (route, number) = path.routes.first(where: { $0.route.method == sought }) {
            return .found(route, parameters, number: number)
        }
        let allow = path.routes.flatMap { $0.route.method == .get ? [.get, .head] : [$0.route.method] } + [.options]
        return method == .options ? .options(allow: allow) : .methodNotAllowed(allow: allow)
    }

    /// Splits a path at its slashes and decodes the parts.
    ///
    /// - Returns: nil if the path does not begin with a slash.
    private static func segments(_ path: Substring) -> [ArraySlice<UInt8>]? {
        let bytes = Array(path.utf8)
        guard bytes.first == UInt8(ascii: "/") else { return nil }
        // Faster than `split`, which starts with an array of one element and grows it.
        var segments: [ArraySlice<UInt8>] = []
        segments.reserveCapacity(8)
        var start = 1
        for end in bytes.indices.dropFirst() where bytes[end] == UInt8(ascii: "/") {
            segments.append(bytes[start..<end])
            start = end + 1
        }
        segments.append(bytes[start...])
        return bytes.contains(UInt8(ascii: "%")) ? segments.map { PercentEncoding.decode($0)[...] } : segments
    }
}
