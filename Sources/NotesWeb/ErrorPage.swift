import HTTPTypes
import HTTPValues

/// A page that says what went wrong.
struct ErrorPage: PageContent {
    static let names = ["heading", "explanation"]

    let template: Templates.Name
    let hasForm = false
    let title: String
    let explanation: String

    init(_ failure: Failure) {
        template =
            switch failure.status {
            case .notFound: .notFound
            case .internalServerError, .serviceUnavailable, .insufficientStorage: .internalServerError
            default: .badRequest
            }
        title = failure.status.reasonPhrase
        explanation =
            switch failure.status {
            case .notFound: "There is nothing at this address. The note may have been deleted."
            case .uriTooLong: "The address is too long. Please search for less."
            case .unauthorized: "These notes are only for those who have signed in."
            case .methodNotAllowed: "This address cannot be used in that way."
            case .contentTooLarge:
                "What you sent is larger than a note can be. Nothing was changed; go back to find your text."
            case .internalServerError: "Something went wrong on our side. Nothing that you had saved is lost."
            case .serviceUnavailable: "Notes can be read, but not be changed right now. Please try again in a while."
            case .insufficientStorage: "There is no room left on the server. Notes can be read, but not be changed."
            default: "The request could not be understood. Nothing was changed."
            }
    }

    func value(_ name: String) -> TemplateValue? {
        switch name {
        case "heading": .text(title)
        case "explanation": .text(explanation)
        default: nil
        }
    }
}
