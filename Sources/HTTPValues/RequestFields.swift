/// The header fields of a request that handlers read.
///
/// A browser sends a dozen more. Decoding all of them takes longer than finding a cached response, so the server skips
/// the fields that are missing here. If a request has a field several times, its values are joined to one (RFC 9110,
/// section 5.3).
public struct RequestFields: Sendable {
    public var contentType: String?
    public var cookie: String?
    public var origin: String?
    /// Fetch Metadata, section 2.2 (https://www.w3.org/TR/fetch-metadata).
    public var secFetchSite: String?

    public init(
        contentType: String? = nil, cookie: String? = nil, origin: String? = nil, secFetchSite: String? = nil
    ) {
        self.contentType = contentType
        self.cookie = cookie
        self.origin = origin
        self.secFetchSite = secFetchSite
    }
}
