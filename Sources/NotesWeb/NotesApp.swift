public import Crypto
import HTTPTypes
public import HTTPValues
public import Logging
public import Notes
import Synchronization

/// The whole service but its socket and its database: a request goes in, an answer comes out.
public struct NotesApp: Sendable {
    /// What the longest request body should be, in bytes: a content of 1 MiB fits however a client escapes it, at worst
    /// each byte as six (`\u0001` in JSON, `%0D%0A` for a line end in a form), and a title beside it.
    public static let maximumBodyBytes = 6 * NoteDraft.maximumContentBytes + (1 << 16)

    /// The longest request target, in bytes: what nginx's site lets through, for web servers that let more through.
    static let maximumTargetBytes = 32 << 10

    private let store: any NoteStore
    private let router: Router<Handler>
    private let renderer: PageRenderer
    private let cache: AnswerCache?
    private let requiresUser: Bool
    private let logger: Logger
    private let log: RequestLog
    private let metrics = RequestMetrics()
    private let knowsOfCorruption = Flag()
    private let knowsOfMove = Flag()

    /// - Parameters:
    ///   - key: signs session cookies and form tokens.
    ///   - staticVersion: of the static files, part of their URLs.
    ///   - cacheBytes: how much memory answers are kept in; 0: none is kept.
    ///   - now: the clock that ends sessions.
    public init(
        store: any NoteStore, key: SymmetricKey, templates: Templates, staticVersion: String, cacheBytes: Int,
        configuration: Configuration = Configuration(), logger: Logger,
        now: @escaping @Sendable () -> Timestamp = Timestamp.now
    ) {
        self.store = store
        renderer = PageRenderer(
            templates: templates, sessions: Sessions(key: key, fallbacks: configuration.keyFallbacks, now: now),
            staticVersion: staticVersion)
        let cache = cacheBytes > 0 ? AnswerCache(limit: cacheBytes) : nil
        self.cache = cache
        let status = ServiceStatus(
            store: store, cache: cache, requests: metrics, otherMetrics: configuration.metrics)
        router = Router(
            routes(pages: NotePages(store: store, renderer: renderer), api: NoteAPI(store: store), status: status))
        metrics.prepare(routes: router.names)
        requiresUser = configuration.requiresUser
        self.logger = logger
        log = RequestLog(logger: logger, slowMilliseconds: configuration.slowRequestMilliseconds)
    }

    /// Answers any request, whatever is in it.
    public func respond(to request: Request) -> Response {
        let start = MonotonicClock.nanoseconds
        let answer = keptOrNew(request)
        let nanoseconds = MonotonicClock.nanoseconds - start
        metrics.count(route: answer.route, status: answer.response.status.code, nanoseconds: nanoseconds)
        log.log(answer, to: request, nanoseconds: nanoseconds)
        return request.method == .head ? answer.response.withoutBody() : answer.response
    }

    private func keptOrNew(_ request: Request) -> Answer {
        guard request.target.utf8.count <= Self.maximumTargetBytes else {
            return self.answer(to: request) { _, _ in throw Failure.targetTooLong }
        }
        guard !requiresUser || request.remoteUser != nil || Self.openPaths.contains(request.path) else {
            return self.answer(to: request) { _, _ in throw Failure.authenticationRequired }
        }
        guard let cache, request.method == .get || request.method == .head, request.body == .complete([]),
            !renderer.sessions.hasFlashes(request), let version = try? store.version
        else { return answer(to: request, route) }
        if let kept = cache.answer(to: request.target, version: version) { return kept }
        let answer = answer(to: request, route)
        // A page with a token, a cookie or a flash says no-store.
        if answer.response.status == .ok && answer.response.headerFields[.cacheControl] == .mayBeKept {
            cache.keep(answer, to: request.target, version: version)
        }
        return answer
    }

    /// Whoever asks these proves nothing, and learns nothing of the notes.
    private static let openPaths: [Substring] = ["/api/health", "/metrics"]

    /// - Parameter respond: says which route it took, before it throws.
    private func answer(to request: Request, _ respond: (Request, inout Int?) throws -> Response) -> Answer {
        var answer = Answer(response: Response())
        do {
            answer.response = try respond(request, &answer.route)
        } catch {
            let failure = Failure((error as? PageFailure)?.cause ?? error)
            answer.error = failure.cause
            report(failure.cause)
            answer.response = response(to: request, failure, (error as? PageFailure)?.page)
        }
        if answer.response.headerFields[.contentSecurityPolicy] == nil {
            answer.response.headerFields.append(contentsOf: HTTPFields.security)
        }
        return answer
    }

    private func response(to request: Request, _ failure: Failure, _ page: (any PageContent)?) -> Response {
        var response =
            request.isAPI
            ? Response.json(error: failure.message, status: failure.status, for: request)
            : renderer.page(page ?? ErrorPage(failure), status: failure.status, for: request)
        response.headerFields[.allow] = failure.allow
        response.headerFields[.retryAfter] = failure.retryAfter.map(String.init)
        response.headerFields[.wwwAuthenticate] = failure.challenge
        return response
    }

    /// What only an administrator can mend, he is told once: nobody does it between one request and the next.
    private func report(_ cause: (any Error)?) {
        switch cause as? NotesError {
        case .corrupt(let description) where knowsOfCorruption.raise():
            logger.critical(
                "the database is damaged; restore a backup, or see https://www.sqlite.org/recovery.html: \(description)"
            )
        case .moved where knowsOfMove.raise():
            logger.critical(
                "the database was moved or deleted while it was open, so nothing is written any more: put its files back, or start anew with what is there now"
            )
        default: break
        }
    }

    private func route(_ request: Request, _ route: inout Int?) throws -> Response {
        switch router.match(request.method, request.path) {
        case .found(let handler, let parameter, let row):
            route = row
            switch request.body {
            case .complete(let body): return try handler(request, body, parameter)
            case .tooLarge: throw Failure.bodyTooLarge
            case .badLength: throw Failure.badRequest
            }
        case .options(let allow):
            return Response(status: .noContent, headerFields: [.allow: fieldValue(allow)])
        case .methodNotAllowed(let allow):
            throw Failure.methodNotAllowed(allow: fieldValue(allow))
        case .trailingSlash:
            let query = request.rawQuery
            return .redirect(
                to: request.path.dropLast() + (query.isEmpty ? "" : "?" + query), status: .permanentRedirect)
        case .notFound:
            throw Failure.notFound
        }
    }

    private func fieldValue(_ methods: [HTTPRequest.Method]) -> String {
        methods.map(\.rawValue).joined(separator: ", ")
    }
}

/// Something that happens once.
private final class Flag: Sendable {
    private let isRaised = Atomic(false)

    /// - Returns: whether this is the first time.
    func raise() -> Bool { !isRaised.exchange(true, ordering: .relaxed) }
}

extension Request {
    /// Whether the answer is JSON even when it is an error.
    var isAPI: Bool { path == "/api" || path.hasPrefix("/api/") }
}
