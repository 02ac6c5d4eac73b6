import HTTPTypes
import HTTPValues
import Notes

/// An error as a response shows it. This file decides which error becomes which status and which sentence.
struct HTTPError: Error {
    private(set) var status: HTTPResponse.Status
    /// The text of the API's member `error`, which clients may compare. Pages explain the error at more length.
    let message: String
    /// The text of the API's member `detail`, for people: what is wrong, and where.
    var detail: String?
    /// Fields that the status requires, or that tell how to try again.
    private(set) var headerFields: HTTPFields = [:]
    /// The internal error to be logged; nil if the client's request is the cause.
    private(set) var cause: (any Error)?

    static let badRequest = HTTPError(status: .badRequest, message: "Bad request")
    static let noData = HTTPError(status: .badRequest, message: "No data provided")
    static let searchQueryRequired = HTTPError(status: .badRequest, message: "Search query required")
    static let notFound = HTTPError(status: .notFound, message: "Resource not found")
    static let bodyTooLarge = HTTPError(status: .contentTooLarge, message: "Request body too large")
    static let targetTooLong = HTTPError(status: .uriTooLong, message: "URI too long")
    static let overloaded = HTTPError(
        status: .serviceUnavailable, message: "Too much is being asked for at once", headerFields: [.retryAfter: "5"])
    static let unsupportedMediaType = HTTPError(status: .unsupportedMediaType, message: "Unsupported media type")

    /// Status 401 requires a challenge (RFC 9110, section 15.5.2). This challenge is also in nginx's site, which checks passwords.
    static let authenticationRequired = HTTPError(
        status: .unauthorized, message: "Authentication required",
        headerFields: [.wwwAuthenticate: "Basic realm=\"Notes\""])

    static func methodNotAllowed(allow: String) -> HTTPError {
        HTTPError(status: .methodNotAllowed, message: "Method not allowed", headerFields: [.allow: allow])
    }

    /// The database cannot be read or written.
    static func unhealthy(_ cause: any Error) -> HTTPError {
        var error = HTTPError(cause)
        error.status = .serviceUnavailable
        error.cause = cause
        return error
    }

    /// Returns this error with a text for the member `detail`.
    func detailed(_ detail: String) -> HTTPError {
        var error = self
        error.detail = detail
        return error
    }
}

extension HTTPError {
    /// Makes the error that a client sees from any error.
    init(_ error: any Error) {
        defer { if status.kind == .serverError && cause == nil { cause = error } }
        switch error {
        case let error as HTTPError: self = error
        case NotesError.notFound: self = .notFound
        case NotesError.invalid(let violations):
            self.init(status: .badRequest, message: violations.first?.message ?? Self.badRequest.message)
        case NotesError.full:
            self.init(
                status: .insufficientStorage, message: "There is no room for more", headerFields: [.retryAfter: "60"])
        case NotesError.busy, NotesError.readOnly, NotesError.moved:
            self.init(
                status: .serviceUnavailable, message: "Notes cannot be changed right now",
                headerFields: [.retryAfter: error as? NotesError == .busy ? "5" : "60"])
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
