public import HTTPTypes

/// An HTTP response as a plain value: status, fields and the whole body.
public struct Response: Sendable {
    public var status: HTTPResponse.Status { didSet { keptHead = nil } }
    public var headerFields: HTTPFields { didSet { keptHead = nil } }
    public var body: [UInt8] { didSet { keptHead = nil } }
    /// The value of the field ETag, with its quotes (RFC 9110, section 8.8.3). Not in `headerFields`, because a copy of
    /// the fields takes longer than the rest of the head.
    public var entityTag: String? { didSet { replaceKeptTag(oldValue) } }
    /// Whether only the stored notes and the request's target determine the response, so that it can be cached.
    public var isCacheable = false
    /// The only stored item that determines a cacheable response; nil if there may be others.
    public var item: Item?
    /// The result of `keepHead()`.
    var keptHead: [UInt8]?
    /// An object that is freed after the response has been sent. `Permits.Permit` then allows the next large page.
    public var permit: (any AnyObject & Sendable)?

    /// A stored item that determines a response.
    public struct Item: Sendable {
        public let id: Int64
        /// The title of the item, if the items that link to this title determine the response, too; nil otherwise.
        public let linkedTitle: String?

        public init(id: Int64, linkedTitle: String? = nil) {
            self.id = id
            self.linkedTitle = linkedTitle
        }
    }

    public init(status: HTTPResponse.Status = .ok, headerFields: HTTPFields = [:], body: [UInt8] = []) {
        self.status = status
        self.headerFields = headerFields
        self.body = body
    }

    /// Sets `entityTag` to a hash of the body. Every process computes the same tag for the same body.
    public mutating func tagBody() {
        entityTag = BodyHash.entityTag(of: body)
    }

    /// Makes a response that redirects the client. The response has no body.
    ///
    /// - Parameter location: a path with an optional query, percent-encoded.
    public static func redirect(to location: String, status: HTTPResponse.Status = .seeOther) -> Response {
        Response(status: status, headerFields: [.location: location])
    }

    /// Returns the response to HEAD: no body, but its length in Content-Length (RFC 9110, section 9.3.2).
    public func withoutBody() -> Response {
        guard !forbidsBody else { return self }
        var response = self
        response.headerFields[.contentLength] = String(body.count)
        response.body = []
        return response
    }

    /// Whether a response with this status has no body and needs no Content-Length (RFC 9110, sections 6.4.1 and 8.6).
    public var forbidsBody: Bool {
        status.kind == .informational || status == .noContent || status == .notModified
    }
}
