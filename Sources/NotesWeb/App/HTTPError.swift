import HTTPTypes
import HTTPValues
import Notes

/// An error as a response shows it. This file decides which error becomes which status and which sentence.
struct HTTPError: Error {
    let status: HTTPResponse.Status
    /// The text of the API's member `error`, which clients may compare. Pages explain the error at more length.
    let message: String
    /// The text of the API's member `detail`, for people: what is wrong, and where.
    var detail: String?
    /// The value of the field Allow, for status 405.
    private(set) var allow: String?
    /// The number of seconds after which another attempt makes sense, for the field Retry-After.
    private(set) var retryAfter: Int?
    /// The value of the field WWW-Authenticate, for status 401.
    private(set) var challenge: String?
    /// The internal error to be logged; nil if the client's request is the cause.
    private(set) var cause: (any Error)?

    static let badRequest = HTTPError(status: .badRequest, message: "Bad request")
    static let noData = HTTPError(status: .badRequest, message: "No data provided")
    static let searchQueryRequired = HTTPError(status: .badRequest, message: "Search query required")
    static let notFound = HTTPError(status: .notFound, message: "Resource not found")
    static let bodyTooLarge = HTTPError(status: .contentTooLarge, message: "Request body too large")
    static let targetTooLong = HTTPError(status: .uriTooLong, message: "URI too long")
    static let overloaded = HTTPError(
        status: .serviceUnavailable, message: "Too much is being asked for at once", retryAfter: 5)
    static let unsupportedMediaType = HTTPError(status: .unsupportedMediaType, message: "Unsupported media type")

    /// Status 401 requires a challenge (RFC 9110, section 15.5.2). This challenge is also in nginx's site, which checks passwords.
    static let authenticationRequired = HTTPError(
        status: .unauthorized, message: "Authentication required", challenge: "Basic realm=\"Notes\"")

    static func methodNotAllowed(allow: String) -> HTTPError {
        HTTPError(status: .methodNotAllowed, message: "Method not allowed", allow: allow)
    }

    private init(
        status: HTTPResponse.Status, message: String, allow: String? = nil, retryAfter: Int? = nil,
        challenge: String? = nil
    ) {
        self.status = status
        self.message = message
        self.allow = allow
        self.retryAfter = retryAfter
        self.challenge = challenge
    }

    /// The database cannot be read or written.
    static func unhealthy(_ cause: any Error) -> HTTPError {
        var error = HTTPError(cause)
        if error.status != .serviceUnavailable {
            error = HTTPError(status: .serviceUnavailable, message: error.message, retryAfter: error.retryAfter)
        }
        error.cause = cause
        return error
    }

    /// Makes the error that a client sees from any error.
    init(_ error: any Error) {
        defer { if status.kind == .serverError && cause == nil { cause = error } }
        switch error {
        case let error as HTTPError: self = error
        case NotesError.notFound: self = .notFound
        case NotesError.invalid(let violations):
            self.init(status: .badRequest, message: violations.first?.message ?? Self.badRequest.message)
        case NotesError.busy:
            self.init(status: .serviceUnavailable, message: "Notes cannot be changed right now", retryAfter: 5)
        case NotesError.full:
            self.init(status: .insufficientStorage, message: "There is no room for more", retryAfter: 60)
        case NotesError.readOnly, NotesError.moved:
            self.init(status: .serviceUnavailable, message: "Notes cannot be changed right now", retryAfter: 60)
        case NotesError.tooLarge:
            self.init(
                status: .badRequest, message: "These notes are too long for one answer; ask for fewer with per_page")
        case is URLEncodedForm.Malformed: self = .badRequest
        default: self.init(status: .internalServerError, message: "Internal server error")
        }
    }

    /// Returns this error with a text for the member `detail`.
    func detailed(_ detail: String) -> HTTPError {
        var error = self
        error.detail = detail
        return error
    }
}

extension HTTPResponse.Status {
    /// RFC 4918, section 11.5.
    static let insufficientStorage = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
}
