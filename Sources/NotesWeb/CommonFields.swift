import HTTPTypes

/// The fields that answers have in common. Each is made once: all answers share its storage.
extension HTTPFields {
    /// On every answer. Nothing but the site's own style sheet, images and forms; nginx says the same of what it answers
    /// itself.
    static let security: HTTPFields = [
        .xContentTypeOptions: "nosniff",
        .contentSecurityPolicy:
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        .crossOriginOpenerPolicy: "same-origin",
        .crossOriginResourcePolicy: "same-origin",
    ]

    static let json = fields("application/json", .mayBeKept)
    static let page = fields("text/html; charset=utf-8", .mayBeKept)
    /// Of a page with a token or a flash.
    static let personalPage = fields("text/html; charset=utf-8", "no-store")

    private static func fields(_ contentType: String, _ cacheControl: String) -> HTTPFields {
        [.contentType: contentType, .cacheControl: cacheControl] + security
    }
}

extension HTTPField.Name {
    /// HTML, section 7.1.3.
    fileprivate static let crossOriginOpenerPolicy =
        HTTPField.Name(parsed: "cross-origin-opener-policy") ?? .crossOriginResourcePolicy
}

extension String {
    /// The Cache-Control of an answer that depends on nothing but the database and the URL: it may be kept, and must be
    /// asked about before it is used again (RFC 9111, section 5.2.2.4).
    static let mayBeKept = "no-cache"
}
