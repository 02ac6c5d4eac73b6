public import HTTPTypes

/// An HTTP request as a plain value: it has been read completely and holds no socket.
public struct Request: Sendable {
    /// The request's content (RFC 9110, section 6.4).
    public enum Body: Sendable, Equatable {
        /// The whole content. Its length is equal to Content-Length, or 0 without Content-Length.
        case complete([UInt8])
        /// Content-Length exceeds the server's limit. The server has read the content and discarded it.
        case tooLarge
        /// Content-Length is not a plain number, or the content is shorter or longer than Content-Length.
        case badLength
    }

    public var method: HTTPRequest.Method
    /// The request target as the client sent it: path and query, percent-encoded (RFC 9112, section 3.2.1).
    public var target: String
    /// The host and port that the client asked for, from the field Host.
    public var authority: String?
    public var fields: RequestFields
    public var body: Body
    /// Whether the client uses HTTPS to reach the web server.
    public var isSecure: Bool
    /// The user whom the web server authenticated (REMOTE_USER, RFC 3875, section 4.1.11). Clients cannot set it.
    public var remoteUser: String?
    /// The client's IP address (CGI's REMOTE_ADDR, RFC 3875, section 4.1.8).
    public var remoteAddress: String?
    /// The identifier of the request in the web server's logs (parameter REQUEST_ID). Clients cannot set it.
    public var id: String?
    /// A time at which the server had the beginning of the request, or later. The client had begun to send by then, so what
    /// was read from a database after this time is not stale for it.
    public var arrival: ContinuousClock.Instant

    public init(
        method: HTTPRequest.Method = .get, target: String, authority: String? = nil,
        fields: RequestFields = RequestFields(), body: Body = .complete([]), isSecure: Bool = false,
        remoteUser: String? = nil,
        remoteAddress: String? = nil, id: String? = nil, arrival: ContinuousClock.Instant = .now
    ) {
        self.method = method
        self.target = target
        self.authority = authority
        self.fields = fields
        self.body = body
        self.isSecure = isSecure
        self.remoteUser = remoteUser
        self.remoteAddress = remoteAddress
        self.id = id
        self.arrival = arrival
    }

    /// The target without its query, still percent-encoded.
    public var path: Substring { target[..<endOfPath] }

    /// The target's query without the question mark, still percent-encoded. Empty if the target has no query.
    public var rawQuery: Substring { Substring(target[endOfPath...].utf8.dropFirst()) }

    /// The names and values of the query. Parses the query at each call.
    ///
    /// - Throws: `URLEncodedForm.Malformed` if the query is not UTF-8 or has too many fields.
    public var query: URLEncodedForm {
        get throws(URLEncodedForm.Malformed) { try URLEncodedForm(rawQuery.utf8) }
    }

    /// The media type in the field Content-Type, in lower case and without parameters; empty if the field is missing.
    public var mediaType: String {
        var type = (fields.contentType ?? "").prefix { $0 != ";" }.drop { $0 == " " || $0 == "\t" }
        while type.last == " " || type.last == "\t" { type.removeLast() }
        return type.lowercased()
    }

    private var endOfPath: String.Index { target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex }
}
