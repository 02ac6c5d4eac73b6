public import HTTPTypes

/// An HTTP response as a plain value: status, fields and the whole body.
public struct Response: Sendable {
    public var status: HTTPResponse.Status
    public var headerFields: HTTPFields
    public var body: [UInt8]
    /// Whether the response depends on nothing but the stored notes and the request's target.
    public var isCacheable = false
    /// An object that must live until the response has been sent.
    public var permit: (any AnyObject & Sendable)?

    public init(status: HTTPResponse.Status = .ok, headerFields: HTTPFields = [:], body: [UInt8] = []) {
        self.status = status
        self.headerFields = headerFields
        self.body = body
    }

    /// Makes a response without a body that redirects the client.
    ///
    /// - Parameter location: a path with optional query, percent-encoded.
    public static func redirect(to location: String, status: HTTPResponse.Status = .seeOther) -> Response {
        Response(status: status, headerFields: [.location: location])
    }

    /// Returns the response to HEAD: the same fields, the length of the body, and no body (RFC 9110, section 9.3.2).
    public func withoutBody() -> Response {
        var response = self
        response.headerFields[.contentLength] = String(body.count)
        response.body = []
        return response
    }

    /// Whether HTTP forbids a body and a Content-Length with this status (RFC 9110, sections 6.4.1 and 8.6).
    public var forbidsBody: Bool {
        status.kind == .informational || status == .noContent || status == .notModified
    }
}
