import HTTPTypes
import Notes
import Web

/// An answer that is an error. What becomes which status and which sentence is decided here and nowhere else.
struct Failure: Error {
    let status: HTTPResponse.Status
    /// What the API says; a page says it at more length.
    let message: String
    /// The value of the field Allow, with 405.
    private(set) var allow: String?

    static let badRequest = Failure(status: .badRequest, message: "Bad request")
    static let noData = Failure(status: .badRequest, message: "No data provided")
    static let searchQueryRequired = Failure(status: .badRequest, message: "Search query required")
    static let notFound = Failure(status: .notFound, message: "Resource not found")
    static let bodyTooLarge = Failure(status: .contentTooLarge, message: "Request body too large")
    static let unsupportedMediaType = Failure(status: .unsupportedMediaType, message: "Unsupported media type")

    static func methodNotAllowed(allow: String) -> Failure {
        Failure(status: .methodNotAllowed, message: "Method not allowed", allow: allow)
    }

    private init(status: HTTPResponse.Status, message: String, allow: String? = nil) {
        self.status = status
        self.message = message
        self.allow = allow
    }

    /// What an error means to a client.
    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case NotesError.notFound: self = .notFound
        case NotesError.invalid(let violations):
            self.init(status: .badRequest, message: violations.first?.message ?? Self.badRequest.message)
        case is URLEncodedForm.Malformed: self = .badRequest
        default: self.init(status: .internalServerError, message: "Internal server error")
        }
    }
}
