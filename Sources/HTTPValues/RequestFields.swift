/// The header fields of a request that handlers read.
///
/// A browser sends a dozen more. Decoding all of them takes longer than finding a cached response, so the server skips
/// the fields that are missing here. If a request has a field several times, its values are joined to one (RFC 9110,
/// section 5.3).
public struct RequestFields: Sendable {
    public var cookie: String?
    /// Fetch Metadata, section 2.2 (https://www.w3.org/TR/fetch-metadata).
    public var secFetchSite: String?
    /// The other fields; nil if the request has none of them.
    private var others: Others?

    /// The fields that most requests lack. They are in an object of their own, so that copying a request is fast.
    private indirect enum Others: Sendable {
        case fields(Values)
    }

    private struct Values: Sendable {
        var contentType: String?
        var idempotencyKey: String?
        var ifMatch: String?
        var ifNoneMatch: String?
        var origin: String?
    }

    private var values: Values {
        get { if case .fields(let values) = others { values } else { Values() } }
        set { others = .fields(newValue) }
    }

    public init(
        contentType: String? = nil, cookie: String? = nil, idempotencyKey: String? = nil, ifMatch: String? = nil,
        ifNoneMatch: String? = nil, origin: String? = nil, secFetchSite: String? = nil
    ) {
        self.cookie = cookie
        self.secFetchSite = secFetchSite
        values = Values(
            contentType: contentType, idempotencyKey: idempotencyKey, ifMatch: ifMatch, ifNoneMatch: ifNoneMatch,
            origin: origin)
    }

    /// No fields at all.
    public init() {}

    public var contentType: String? {
        get { values.contentType }
        set { values.contentType = newValue }
    }

    /// A key that the client chooses for one write, so that a repeated request does not write twice
    /// (draft-ietf-httpapi-idempotency-key-header).
    public var idempotencyKey: String? {
        get { values.idempotencyKey }
        set { values.idempotencyKey = newValue }
    }

    /// The client wants the request carried out only for these entity tags (`Preconditions`). May be empty.
    public var ifMatch: String? {
        get { values.ifMatch }
        set { values.ifMatch = newValue }
    }

    /// The client wants the request carried out only for other entity tags (`Preconditions`).
    public var ifNoneMatch: String? {
        get { values.ifNoneMatch }
        set { values.ifNoneMatch = newValue }
    }

    public var origin: String? {
        get { values.origin }
        set { values.origin = newValue }
    }

    /// Whether the request depends on an entity tag. Faster than reading both fields.
    public var isConditional: Bool { others != nil && (ifMatch != nil || ifNoneMatch != nil) }
}
