import HTTPTypes
import HTTPValues
import Notes

/// An answer that is an error. What becomes which status and which sentence is decided here and nowhere else.
struct Failure: Error {
    let status: HTTPResponse.Status
    /// What the API says; a page says it at more length.
    let message: String
    /// The value of the field Allow, with 405.
    private(set) var allow: String?
    /// After how many seconds it is worth trying again, for the field Retry-After.
    private(set) var retryAfter: Int?
    /// The value of the field WWW-Authenticate, with 401.
    private(set) var challenge: String?
    /// The error of ours behind it, for the log; nil if the client's request is the reason.
    private(set) var cause: (any Error)?

    static let badRequest = Failure(status: .badRequest, message: "Bad request")
    static let noData = Failure(status: .badRequest, message: "No data provided")
    static let searchQueryRequired = Failure(status: .badRequest, message: "Search query required")
    static let notFound = Failure(status: .notFound, message: "Resource not found")
    static let bodyTooLarge = Failure(status: .contentTooLarge, message: "Request body too large")
    static let targetTooLong = Failure(status: .uriTooLong, message: "URI too long")
    static let overloaded = Failure(
        status: .serviceUnavailable, message: "Too much is being asked for at once", retryAfter: 5)
    static let unsupportedMediaType = Failure(status: .unsupportedMediaType, message: "Unsupported media type")

    /// A 401 must have a challenge (RFC 9110, section 15.5.2). This is the one of the nginx site, which checks the answer.
    static let authenticationRequired = Failure(
        status: .unauthorized, message: "Authentication required", challenge: "Basic realm=\"Notes\"")

    static func methodNotAllowed(allow: String) -> Failure {
        Failure(status: .methodNotAllowed, message: "Method not allowed", allow: allow)
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

    /// The database does not answer, or cannot be written.
    static func unhealthy(_ cause: any Error) -> Failure {
        var failure = Failure(cause)
        if failure.status != .serviceUnavailable {
            failure = Failure(status: .serviceUnavailable, message: failure.message, retryAfter: failure.retryAfter)
        }
        failure.cause = cause
        return failure
    }

    /// What an error means to a client.
    init(_ error: any Error) {
        defer { if status.kind == .serverError && cause == nil { cause = error } }
        switch error {
        case let failure as Failure: self = failure
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
}

extension HTTPResponse.Status {
    /// RFC 4918, section 11.5.
    static let insufficientStorage = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
}
