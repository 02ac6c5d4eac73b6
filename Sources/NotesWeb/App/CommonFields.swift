import HTTPTypes

/// Header fields that many responses share. Each list of fields is made once, and the responses share its storage.
extension HTTPFields {
    /// Fields of every response. They allow only the site's own style sheet, images and forms. The nginx site drops these fields and
    /// sends its own, also with its own error pages. Change both.
    static let security: HTTPFields = [
        .xContentTypeOptions: "nosniff",
        .contentSecurityPolicy:
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        .crossOriginOpenerPolicy: "same-origin",
        .crossOriginResourcePolicy: "same-origin",
    ]

    // no-cache: browsers may keep the response, but must ask before they use it again (RFC 9111, section 5.2.2.4).
    static let json = fields("application/json", "no-cache")
    static let page = fields("text/html; charset=utf-8", "no-cache")
    /// Fields of a page with a token or a flash.
    static let personalPage = fields("text/html; charset=utf-8", "no-store")

    private static func fields(_ contentType: String, _ cacheControl: String) -> HTTPFields {
        [.contentType: contentType, .cacheControl: cacheControl] + security
    }
}

// `parsed` returns nil only for an invalid name. These names are valid, so the fallbacks are never used.
extension HTTPField.Name {
    /// RFC 8288, section 3.
    static let link = HTTPField.Name(parsed: "link") ?? .location
    /// HTML, section 7.1.3.
    fileprivate static let crossOriginOpenerPolicy =
        HTTPField.Name(parsed: "cross-origin-opener-policy") ?? .crossOriginResourcePolicy
}
