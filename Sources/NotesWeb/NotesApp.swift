public import Crypto
import HTTPTypes
public import Logging
public import Notes
import Synchronization
public import Web

/// The whole service but its socket and its database: a request goes in, an answer comes out.
public struct NotesApp: Sendable {
    /// The longest request body that is looked at, in bytes: a content of 1 MiB fits however a client escapes it, at worst
    /// each byte as six (`\u0001` in JSON, `%0D%0A` for a line end in a form), and a title beside it.
    public static let maximumBodyBytes = 6 * NoteDraft.maximumContentBytes + (1 << 16)

    private let store: any NoteStore
    private let router: Router<Handler>
    private let renderer: PageRenderer
    private let cache: AnswerCache?
    private let logger: Logger
    private let knowsOfCorruption = Flag()

    /// - Parameters:
    ///   - key: signs session cookies and form tokens.
    ///   - staticVersion: of the static files, part of their URLs.
    ///   - cacheBytes: how much memory answers are kept in; 0: none is kept.
    ///   - now: the clock that ends sessions.
    public init(
        store: any NoteStore, key: SymmetricKey, templates: Templates, staticVersion: String, cacheBytes: Int,
        logger: Logger, now: @escaping @Sendable () -> Timestamp = Timestamp.now
    ) {
        self.store = store
        renderer = PageRenderer(
            templates: templates, sessions: Sessions(key: key, now: now), staticVersion: staticVersion)
        router = Router(routes(pages: NotePages(store: store, renderer: renderer), api: NoteAPI(store: store)))
        cache = cacheBytes > 0 ? AnswerCache(limit: cacheBytes) : nil
        self.logger = logger
    }

    /// Answers any request, whatever is in it.
    public func respond(to request: Request) -> Response {
        let response = keptOrNew(request)
        return request.method == .head ? response.withoutBody() : response
    }

    private func keptOrNew(_ request: Request) -> Response {
        guard let cache, request.method == .get || request.method == .head, request.body == .complete([]),
            !renderer.sessions.hasFlashes(request), let version = try? store.version
        else { return answer(request) }
        if let kept = cache.answer(to: request.target, version: version) { return kept }
        let response = answer(request)
        // A page with a token, a cookie or a flash says no-store.
        if response.status == .ok && response.headerFields[.cacheControl] == .mayBeKept {
            cache.keep(response, to: request.target, version: version)
        }
        return response
    }

    private func answer(_ request: Request) -> Response {
        var response: Response
        do {
            response = try route(request)
        } catch {
            let failure = Failure(error)
            if failure.status.kind == .serverError { log(error, request) }
            response =
                request.isAPI
                ? .json(error: failure.message, status: failure.status, for: request)
                : renderer.page(ErrorPage(failure), status: failure.status, for: request)
            response.headerFields[.allow] = failure.allow
            response.headerFields[.retryAfter] = failure.retryAfter.map(String.init)
        }
        if response.headerFields[.contentSecurityPolicy] == nil {
            response.headerFields.append(contentsOf: HTTPFields.security)
        }
        return response
    }

    private func log(_ error: any Error, _ request: Request) {
        if case NotesError.corrupt(let description) = error {
            // Once: nobody mends it between one request and the next.
            guard knowsOfCorruption.raise() else { return }
            logger.critical(
                "the database is damaged; restore a backup, or see https://www.sqlite.org/recovery.html: \(description)"
            )
        } else {
            logger.error("\(request.method) \(request.path): \(error)")
        }
    }

    private func route(_ request: Request) throws -> Response {
        switch router.match(request.method, request.path) {
        case .found(let handler, let parameter):
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
