import HTTPTypes
import HTTPValues

/// A form that a browser sent. If it has a `problem`, the form must not change anything.
struct SubmittedForm {
    /// The reason why a form must not change anything.
    enum Problem {
        case multipart, otherType, notUTF8, otherSite, expired, noCookie

        /// Sentences for the person who sent the form.
        var message: String {
            switch self {
            case .multipart: "The form arrived as multipart/form-data, which this service does not accept."
            case .otherType: "The form arrived with a Content-Type that this service does not accept."
            case .notUTF8: "The form contained bytes that are not UTF-8. They are shown as \u{FFFD}."
            case .otherSite: "This form was sent by a page of another site."
            case .expired: "This form has expired."
            case .noCookie: "Your session has ended. If you see this again, please allow cookies for this site."
            }
        }

        var status: HTTPResponse.Status { self == .multipart ? .unsupportedMediaType : .badRequest }
    }

    let fields: URLEncodedForm
    let problem: Problem?

    /// How a form must prove that a page of this site sent it.
    enum Proof {
        /// By its token.
        case token
        /// By its token, or by the word of the browser (`Request.sender`). Pages that are the same for everybody have no
        /// token in their forms.
        case browserOrToken
    }

    /// Reads a form as far as possible, so that the page can show the typed text again.
    ///
    /// - Throws: `URLEncodedForm.Malformed.tooManyFields`.
    init(_ page: PageRequest, sessions: Sessions, proof: Proof = .token) throws(URLEncodedForm.Malformed) {
        let request = page.call.request
        guard request.mediaType != "multipart/form-data" else {
            fields = URLEncodedForm(multipart: page.call.body, contentType: request.fields.contentType ?? "")
            problem = .multipart
            return
        }
        do {
            fields = try URLEncodedForm(page.call.body)
        } catch .notUTF8 {
            fields = try URLEncodedForm(page.call.body, repairing: true)
            problem = .notUTF8
            return
        }
        problem =
            if request.sender == .otherSite {
                .otherSite
            } else if proof == .browserOrToken && request.sender == .thisSite {
                nil
            } else if let session = page.session, sessions.isValid(fields["csrf_token"] ?? "", for: session) {
                nil
            } else if !["", "application/x-www-form-urlencoded"].contains(request.mediaType) {
                .otherType
            } else {
                sessions.hasCookie(request) ? .expired : .noCookie
            }
    }
}
