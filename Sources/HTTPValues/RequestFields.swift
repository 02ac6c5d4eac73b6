/// The header fields of a request that handlers read.
///
/// A browser sends a dozen more. Decoding all of them takes longer than finding a cached response, so the server skips
/// the fields that are missing here. If a request has a field several times, its values are joined to one (RFC 9110,
/// section 5.3).
public struct RequestFields: Sendable {
    public var contentType: String?
    public var cookie: String?
    /// A key that the client chooses for one write, so that a repeated request does not write twice
    /// (draft-ietf-httpapi-idempotency-key-header).
    public var idempotencyKey: String?
    /// The client wants the request carried out only for these entity tags (`Preconditions`). May be empty.
    public var ifMatch: String?
    /// The client wants the request carried out only for other entity tags (`Preconditions`).
    public var ifNoneMatch: String?
    public var origin: String?
    /// Fetch Metadata, section 2.2 (https://www.w3.org/TR/fetch-metadata).
    public var secFetchSite: String?

    public init(
        contentType: String? = nil, cookie: String? = nil, idempotencyKey: String? = nil, ifMatch: String? = nil,
        ifNoneMatch: String? = nil, origin: String? = nil, secFetchSite: String? = nil
    ) {
        self.contentType = contentType
        self.cookie = cookie
        self.idempotencyKey = idempotencyKey
        self.ifMatch = ifMatch
        self.ifNoneMatch = ifNoneMatch
        self.origin = origin
        self.secFetchSite = secFetchSite
    }
}
