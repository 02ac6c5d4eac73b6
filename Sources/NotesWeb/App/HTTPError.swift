import HTTPTypes
import HTTPValues
import Notes

/// An error in the form that a client gets. This file maps each error to its status and its message.
struct HTTPError: Error {
    private(set) var status: HTTPResponse.Status
    /// The text of the API's member `error`. Do not change it: clients may compare it. `ErrorPage` has longer texts.
    let message: String
    /// The text of the API's member `detail`, for people: what is wrong, and where.
    var detail: String?
    /// Whether a note was not found. Otherwise the address belongs to nothing.
    private(set) var isAboutANote = false
    /// Header fields that the status requires, and Retry-After if the client should try again later.
    private(set) var headerFields: HTTPFields = [:]
    /// The internal error to be logged; nil if the client's request is the cause.
    private(set) var cause: (any Error)?

    static let badRequest = HTTPError(status: .badRequest, message: "Bad request")
    static let noData = HTTPError(status: .badRequest, message: "No data provided")
    static let searchQueryRequired = HTTPError(status: .badRequest, message: "Search query required")
    static let changed = HTTPError(status: .preconditionFailed, message: "The note was changed meanwhile")
    static let keyReused = HTTPError(
        status: .unprocessableContent, message: "This Idempotency-Key was used for another request")
    static let gone = HTTPError(
        status: .gone, message: "The note that was created with this Idempotency-Key was deleted for good")
    static let notFound = HTTPError(status: .notFound, message: "Resource not found")
    static let bodyTooLarge = HTTPError(status: .contentTooLarge, message: "Request body too large")
    static let targetTooLong = HTTPError(status: .uriTooLong, message: "URI too long")
    static let overloaded = HTTPError(
        status: .serviceUnavailable, message: "Too much is being asked for at once", headerFields: [.retryAfter: "5"])
    static let unsupportedMediaType = HTTPError(status: .unsupportedMediaType, message: "Unsupported media type")

    static let preconditionFailed = HTTPError(status: .preconditionFailed, message: "Precondition failed")

    /// Status 401 requires a challenge (RFC 9110, section 15.5.2). nginx checks passwords and sends the same challenge.
    static let authenticationRequired = HTTPError(
        status: .unauthorized, message: "Authentication required",
        headerFields: [.wwwAuthenticate: "Basic realm=\"Notes\""])

    static func methodNotAllowed(allow: String) -> HTTPError {
        HTTPError(status: .methodNotAllowed, message: "Method not allowed", headerFields: [.allow: allow])
    }

    /// Makes the error of a failed health check: the database cannot be read or written.
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
    /// Turns any error into the error that the client gets. With a status 5xx, `cause` keeps the original error.
    init(_ error: any Error) {
        defer { if status.kind == .serverError && cause == nil { cause = error } }
        switch error {
        case let error as HTTPError: self = error
        case NotesError.notFound:
            self = .notFound
            isAboutANote = true
        case NotesError.changed: self = .changed
        case NotesError.keyReused: self = .keyReused
        case NotesError.gone: self = .gone
        case NotesError.invalid(let violations):
            self.init(status: .badRequest, message: violations.first?.message ?? Self.badRequest.message)
        case NotesError.full:
            self.init(
                status: .insufficientStorage, message: "There is no room for more", headerFields: [.retryAfter: "60"])
        case NotesError.busy, NotesError.readOnly, NotesError.moved:
            self.init(
                status: .serviceUnavailable, message: "Notes cannot be changed right now",
                headerFields: [.retryAfter: error as? NotesError == .busy ? "5" : "60"])
        case NotesError.unreachable:
            self.init(
                status: .serviceUnavailable, message: "Notes cannot be reached right now",
                headerFields: [.retryAfter: "5"])
        case NotesError.unknownOutcome:
            self.init(
                status: .serviceUnavailable, message: "This may have been saved; look before you send it again",
                headerFields: [.retryAfter: "5"])
        case NotesError.overloaded: self = .overloaded
        case NotesError.tooLarge:
            self.init(
                status: .badRequest, message: "These notes are too long for one answer; ask for fewer with per_page")
        case NotesError.positionLost:
            self = .badRequest.detailed(
                "the note before this cursor was changed or deleted; start again without cursor")
        case is URLEncodedForm.Malformed: self = .badRequest
        case is EntityTags.Malformed:
            self = .badRequest.detailed("If-Match is neither * nor a list of entity tags, each in double quotes")
        default: self.init(status: .internalServerError, message: "Internal server error")
        }
    }
}

extension HTTPResponse.Status {
    /// Status 507 (RFC 4918, section 11.5).
    static let insufficientStorage = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
}
