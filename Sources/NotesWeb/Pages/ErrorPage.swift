import HTTPTypes
import Notes

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
        (title, explanation) =
            switch error.status {
            case .notFound where error.isAboutANote:
                ("There is no such note", "If it was deleted, you may find it in the trash.")
            case .notFound: ("There is nothing here", "Please check the address.")
            case .uriTooLong: ("The address is too long", "Please try again with a shorter text.")
            case .unauthorized: ("Please sign in", "These notes need a name and a password.")
            case .preconditionFailed:
                ("This page has changed", "It is no longer as your browser or program expected it.")
            case .contentTooLarge:
                (
                    "This text is too long",
                    "It is larger than a note can be. Nothing was changed. Go back to find your text."
                )
            case .internalServerError:
                ("Something went wrong", "Everything that you saved before is still there. Please try again.")
            case .serviceUnavailable where error.cause as? NotesError == .unreachable:
                (
                    "Please try again in a while",
                    "Notes can be neither read nor changed right now, because their database does not answer."
                )
            case .serviceUnavailable where error.cause as? NotesError == .unknownOutcome:
                (
                    "Please look whether it was saved",
                    "The connection to the database was lost while this was being saved. It may have been saved."
                )
            case .serviceUnavailable where error.message == HTTPError.overloaded.message:
                ("Please try again in a while", "Too many long notes or long searches are being asked for at once.")
            case .serviceUnavailable:
                ("Please try again in a while", "Notes can be read, but they cannot be changed right now.")
            case .insufficientStorage:
                ("The server is full", "Notes can be read, but they cannot be changed until there is space again.")
            case .methodNotAllowed:
                ("This did not work", "This address does not accept what your browser sent. Nothing was changed.")
            default: ("This did not work", "The request could not be understood. Nothing was changed.")
            }
    }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .heading: .text(title)
        case .explanation: .text(explanation)
        }
    }
}
