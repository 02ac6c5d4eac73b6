import Dispatch
import HTTPTypes
public import HTTPValues
public import Hashing
public import Logging
public import Notes

/// The whole service apart from its socket and its database. It turns a request into a response.
public struct NotesApp: Sendable {
    /// The default limit of a request body, in bytes. The longest title and content fit, even if a client encodes each
    /// of their bytes as six bytes (`\u0001` in JSON, or `%0D%0A` for a line end in a form).
    public static let maximumBodyBytes = 6 * NoteDraft.maximumContentBytes + (1 << 16)

    /// The longest request target, in bytes. The limit of nginx (deploy/nginx/notes.conf) is a little lower.
    static let maximumTargetBytes = 32 << 10

    private let store: any NoteStore
    let router: Router
    private let renderer: PageRenderer
    private let cache: ResponseCache?
    private let requiresUser: Bool
    private let log: RequestLog
    private let metrics: RequestMetrics

    /// - Parameters:
    ///   - key: signs session cookies and form tokens.
    ///   - staticVersion: the result of `StaticFiles.version`. It is part of the addresses of the static files.
    ///   - cacheBytes: how much memory cached responses may take, in bytes; 0 for no cache.
    ///   - now: the clock that decides whether a session has expired.
    public init(
        store: any NoteStore, key: SecretKey, templates: Templates, staticVersion: String, cacheBytes: Int,
        configuration: Configuration = Configuration(), logger: Logger,
        now: @escaping @Sendable () -> Timestamp = Timestamp.now
    ) {
        let links = Links(basePath: configuration.basePath, staticVersion: staticVersion)
        let largePages = LargePages(willWait: configuration.willWait)
        let renderer = PageRenderer(
            templates: templates.withConstants(links),
            sessions: Sessions(key: key, fallbacks: configuration.keyFallbacks, now: now),
            links: links, largePages: largePages, version: configuration.version)
        let cache = cacheBytes > 0 ? ResponseCache(limit: cacheBytes, store: store) : nil
        let api = NoteAPI(store: store, links: links, largePages: largePages)
        let document = APIDocument(version: configuration.version).response(templates, links)
        func groups(_ metrics: RequestMetrics) -> [RouteGroup] {
            routes(
                pages: NotePages(store: store, renderer: renderer),
                buttons: NoteButtons(store: store, renderer: renderer),
                history: HistoryPages(store: store, renderer: renderer),
                trash: TrashPages(store: store, renderer: renderer),
                api: api, historyAPI: HistoryAPI(notes: api), document: document,
                status: ServiceStatus(
                    store: store, cache: cache, requests: metrics, otherMetrics: configuration.metrics))
        }
        // The metrics need the names of all routes, but the route /metrics needs the metrics. So `groups` runs twice.
        metrics = RequestMetrics(routes: Router(groups(RequestMetrics(routes: []))).routeNames)
        router = Router(groups(metrics), basePath: configuration.basePath)
        self.store = store
        self.renderer = renderer
        self.cache = cache
        requiresUser = configuration.requiresUser
        log = RequestLog(logger: logger, slowMilliseconds: configuration.slowRequestMilliseconds)
    }

    /// Responds to any request. Never throws: every error becomes a page, or JSON if the route group says so.
    public func respond(to request: Request) -> Response {
        let start = DispatchTime.now().uptimeNanoseconds
        var outcome = RequestTime.$deadline.withValue(.now + RequestTime.maximum) { self.outcome(of: request) }
        if request.fields.isConditional { applyConditions(of: request, to: &outcome) }
        return finish(outcome, of: request, nanoseconds: Int(DispatchTime.now().uptimeNanoseconds - start))
    }

    private func outcome(of request: Request) -> Outcome {
        do {
            try admit(request)
        } catch {
            return outcome(of: error, request, group: router.match(request.method, request.path).group)
        }
        guard let version = cacheVersion(for: request) else { return route(request) }
        if let cached = cache?.outcome(for: request.target, version: version) { return cached }
        let outcome = route(request)
        if outcome.response.isCacheable { cache?.keep(outcome, for: request.target, version: version) }
        return outcome
    }

    /// Refuses requests before the cache and the handlers see them.
    ///
    /// - Throws: `HTTPError`: targetTooLong, authenticationRequired.
    private func admit(_ request: Request) throws(HTTPError) {
        guard request.target.utf8.count <= Self.maximumTargetBytes else { throw .targetTooLong }
        guard requiresUser && request.remoteUser == nil else { return }
        guard router.callers(of: request.path) != .users else { throw .authenticationRequired }
    }

    /// Returns the database's current version, which a cached response must match; nil if the cache must not be used. It
    /// is not used while the store cannot tell its version.
    private func cacheVersion(for request: Request) -> Int64? {
        guard cache != nil, request.isRead, request.body == .complete([]),
            !renderer.sessions.hasFlashes(request)
        else { return nil }
        return try? store.version(since: request.arrival)
    }

    /// Finds the route of a request and lets its handler respond.
    private func route(_ request: Request) -> Outcome {
        let (match, group) = router.match(request.method, request.path)
        var number: Int?
        do {
            if group?.callers == .thisMachine && !request.isFromThisMachine { throw HTTPError.notFound }
            switch match {
            case .found(let route, let parameters, let routeNumber):
                number = routeNumber
                var response = try handle(request, route, parameters)
                if response.isCacheable && request.isRead && response.entityTag == nil { response.tagBody() }
                return Outcome(response, route: number)
            case .options(let allow):
                return Outcome(Response(status: .noContent, headerFields: [.allow: Self.list(allow)]))
            case .methodNotAllowed(let allow):
                throw HTTPError.methodNotAllowed(allow: Self.list(allow))
            case .trailingSlash:
                let query = request.rawQuery
                return Outcome(
                    .redirect(
                        to: request.path.dropLast() + (query.isEmpty ? "" : "?" + query), status: .permanentRedirect))
            case .notFound:
                throw HTTPError.notFound
            }
        } catch {
            return outcome(of: error, request, group: group, route: number)
        }
    }

    /// Applies the conditions of a GET or HEAD to its response (RFC 9110, section 13). A write checks its own conditions.
    private func applyConditions(of request: Request, to outcome: inout Outcome) {
        guard request.isRead, outcome.response.status == .ok, let tag = outcome.response.entityTag else { return }
        do {
            switch try Preconditions(request.fields).selection(of: tag) {
            case .modified: return
            case .notModified(let tag):
                outcome.response = .notModified
                outcome.response.entityTag = tag
            case .failed: throw HTTPError.preconditionFailed
            }
        } catch {
            let group = router.match(request.method, request.path).group
            outcome = self.outcome(of: error, request, group: group, route: outcome.route)
        }
    }

    private func handle(_ request: Request, _ route: Route, _ parameters: [String: String]) throws -> Response {
        switch request.body {
        case .complete(let body):
            try route.handler(Call(request, body: body, parameters: parameters))
        case .tooLarge: throw HTTPError.bodyTooLarge
        case .badLength: throw HTTPError.badRequest
        }
    }

    private static func list(_ methods: [HTTPRequest.Method]) -> String {
        methods.map(\.rawValue).joined(separator: ", ")
    }

    /// Turns an error into a response in the route group's format, JSON or a page. Without a group, it is a page.
    private func outcome(of error: any Error, _ request: Request, group: RouteGroup?, route: Int? = nil) -> Outcome {
        let pageError = error as? PageError
        let httpError = HTTPError(pageError?.cause ?? error)
        var response =
            switch group?.errors ?? .page {
            case .json: Response.json(httpError)
            case .page:
                renderer.page(
                    pageError?.page ?? ErrorPage(httpError), status: httpError.status,
                    for: renderer.open(Call(request)))
            }
        response.isCacheable = false
        response.headerFields.append(contentsOf: httpError.headerFields)
        return Outcome(response, route: route, error: httpError.cause)
    }

    /// Records a response in the metrics and the log.
    private func finish(_ outcome: Outcome, of request: Request, nanoseconds: Int) -> Response {
        metrics.count(route: outcome.route, status: outcome.response.status.code, nanoseconds: nanoseconds)
        log.log(outcome, of: request, nanoseconds: nanoseconds)
        return request.method == .head ? outcome.response.withoutBody() : outcome.response
    }
}

extension Request {
    fileprivate var isRead: Bool { method == .get || method == .head }

    /// Whether the client runs on the web server's machine, according to the web server's parameter REMOTE_ADDR.
    fileprivate var isFromThisMachine: Bool {
        guard let address = remoteAddress else { return false }
        return address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
    }
}
