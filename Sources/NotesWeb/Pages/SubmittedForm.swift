import HTTPTypes
import HTTPValues

/// A form that a browser sent, and the reason why it must not change anything, if there is one.
struct SubmittedForm {
    /// Why a form must not change anything.
    enum Problem {
        case multipart, notUTF8, otherSite, expired, noCookie

        /// Sentences for the person who sent the form.
        var message: String {
            switch self {
            case .multipart:
                "The form arrived as multipart/form-data, which this service does not accept. Nothing was changed. What you typed is still here: please send it again."
            case .notUTF8:
                "The form contained bytes that are not UTF-8. Nothing was changed. What you typed is still here, with \u{FFFD} in place of those bytes: please check it and send it again."
            case .otherSite:
                "This form was sent by a page of another site, so nothing was changed. What it contained is still here: check it, and send it only if you typed it."
            case .expired:
                "This form has expired, so nothing was changed. What you typed is still here: please send it again."
            case .noCookie:
                "Your browser did not send the cookie of this site, so nothing was changed. What you typed is still here: allow cookies for this site, then send it again."
            }
        }

        var status: HTTPResponse.Status { self == .multipart ? .unsupportedMediaType : .badRequest }
    }

    let fields: URLEncodedForm
    let problem: Problem?

    /// Reads a form as far as possible, so that the page can show the typed text again.
    ///
    /// - Throws: `URLEncodedForm.Malformed.tooManyFields`.
    init(_ page: PageRequest, sessions: Sessions) throws(URLEncodedForm.Malformed) {
        let request = page.call.request
        guard request.mediaType != "multipart/form-data" else {
            fields = URLEncodedForm(multipart: page.call.body, contentType: request.headerFields[.contentType] ?? "")
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
            if request.isCrossSite {
                .otherSite
            } else if let session = page.session, sessions.isValid(fields["csrf_token"] ?? "", for: session) {
                nil
            } else {
                sessions.hasCookie(request) ? .expired : .noCookie
            }
    }
}
