import HTTPTypes

/// A page that explains an error.
struct ErrorPage: PageContent {
    enum Name: Int, CaseIterable { case heading, explanation }

    static let templates = ["400.html", "404.html", "500.html"]

    let template: String
    let title: String
    let explanation: String

    init(_ error: HTTPError) {
        template =
            switch error.status {
            case .notFound: "404.html"
            case .internalServerError, .serviceUnavailable, .insufficientStorage: "500.html"
            default: "400.html"
            }
        title = error.status.reasonPhrase
        explanation =
            switch error.status {
            case .notFound: "There is nothing at this address. The note may have been deleted."
            case .uriTooLong: "The address is too long. Please search for a shorter text."
            case .unauthorized: "Please sign in to see these notes."
            case .methodNotAllowed: "This address does not support this method."
            case .preconditionFailed: "The page has changed since the version that your browser or program asked for."
            case .contentTooLarge:
                "What you sent is larger than a note can be. Nothing was changed. Go back to find your text."
            case .internalServerError:
                "Something went wrong on the server. Everything that you saved before is still there."
            case .serviceUnavailable:
                "Notes can be read, but they cannot be changed right now. Please try again in a while."
            case .insufficientStorage:
                "The server has no space left. Notes can be read, but they cannot be changed."
            default: "The request could not be understood. Nothing was changed."
            }
    }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .heading: .text(title)
        case .explanation: .text(explanation)
        }
    }
}
