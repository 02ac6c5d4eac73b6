import HTTPTypes
import HTTPValues

/// A form that a browser sent, and the reason why it must not change anything, if there is one.
struct SubmittedForm {
    /// Why a form must not change anything.
    struct Problem {
        let status: HTTPResponse.Status
        /// Sentences for the person who sent the form.
        let message: String
    }

    let fields: URLEncodedForm
    let problem: Problem?

    /// Reads a form as far as possible, so that the page can show the typed text again.
    ///
    /// - Throws: `URLEncodedForm.Malformed.tooManyFields`.
    init(_ page: PageRequest, sessions: Sessions) throws(URLEncodedForm.Malformed) {
        let request = page.request
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
        let token = fields["csrf_token"]
        let isGenuine = page.session.map { sessions.isValid(token, for: $0) } ?? false
        problem =
            if request.isCrossSite {
                .otherSite
            } else if isGenuine {
                nil
            } else {
                sessions.hasCookie(request) ? .expired : .noCookie
            }
    }
}

extension SubmittedForm.Problem {
    fileprivate static let multipart = Self(
        status: .unsupportedMediaType,
        message: "The form arrived as multipart/form-data, which this service does not accept. Nothing was changed. "
            + "What you typed is still here: please send it again.")
    fileprivate static let notUTF8 = Self(
        status: .badRequest,
        message: "The form contained bytes that are not UTF-8. Nothing was changed. What you typed is still here, "
            + "with \u{FFFD} in place of those bytes: please check it and send it again.")
    fileprivate static let otherSite = Self(
        status: .badRequest,
        message:
            "This form was sent by a page of another site, so nothing was changed. What it contained is still here: "
            + "check it, and send it only if you typed it.")
    fileprivate static let expired = Self(
        status: .badRequest,
        message: "This form has expired, so nothing was changed. What you typed is still here: please send it again.")
    fileprivate static let noCookie = Self(
        status: .badRequest,
        message:
            "Your browser did not send the cookie of this site, so nothing was changed. What you typed is still here: "
            + "allow cookies for this site, then send it again.")
}
