import HTTPTypes
import HTTPValues

/// Header fields that many responses share. Each list of fields is made once, and the responses share its storage.
extension HTTPFields {
    /// Fields of every response. Pages may use only scripts, style sheets, images, forms and other addresses of this site,
    /// and no script or style inside a page. nginx replaces these fields with copies from deploy/nginx/notes.conf, and
    /// adds the copies to its error pages. Change both files.
    static let security: HTTPFields = [
        .xContentTypeOptions: "nosniff",
        .contentSecurityPolicy:
            "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
            + "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        .crossOriginOpenerPolicy: "same-origin",
        .crossOriginResourcePolicy: "same-origin",
    ]

    // no-cache: a browser may keep the response, but must ask the server before each use (RFC 9111, section 5.2.2.4).
    static let json = fields("application/json", "no-cache")
    static let markdown = fields("text/markdown; charset=utf-8", "no-cache")
    static let page = fields("text/html; charset=utf-8", "no-cache")
    /// Fields of a page with a form. Its token belongs to one browser, so only that browser may keep the page.
    ///
    /// The field is not no-store, so that the browser can keep the page. With no-store, Chromium requests the form again
    /// when the user goes back, and then puts the old typed text into the new form. The new form has the newest version of
    /// the note, so saving the old text would overwrite a newer text unseen. A kept page has the text and its own version.
    static let formPage = fields("text/html; charset=utf-8", "private, no-cache")
    /// Fields of a page that shows a `Flash` and has no form except Undo. No cache may store this page. Otherwise the
    /// browser would show the flash again when the user goes back.
    static let flashPage = fields("text/html; charset=utf-8", "no-store")

    private static func fields(_ contentType: String, _ cacheControl: String) -> HTTPFields {
        [.contentType: contentType, .cacheControl: cacheControl] + security
    }
}

extension Response {
    /// Status 304, without its entity tag. It has the fields of a response with status 200 that a client may have to
    /// update (RFC 9110, section 15.4.5). Its head is kept, because a 304 must be faster than the response it replaces.
    static let notModified: Response = {
        var response = Response(status: .notModified, headerFields: [.cacheControl: "no-cache"] + HTTPFields.security)
        response.keepHead()
        return response
    }()
}

// `parsed` returns nil only for an invalid name. These names are valid, so the fallbacks are never used.
extension HTTPField.Name {
    /// The field Link (RFC 8288, section 3).
    static let link = HTTPField.Name(parsed: "link") ?? .location
    /// The field Clear-Site-Data (https://www.w3.org/TR/clear-site-data/). Browsers obey it only over https, and from
    /// this machine.
    static let clearSiteData = HTTPField.Name(parsed: "clear-site-data") ?? .cacheControl
    /// The field Cross-Origin-Opener-Policy (HTML, section 7.1.3).
    fileprivate static let crossOriginOpenerPolicy =
        HTTPField.Name(parsed: "cross-origin-opener-policy") ?? .crossOriginResourcePolicy
}
