public import HTTPTypes

/// An HTTP request as a plain value: everything of it has been read and copied, nothing is connected to a socket.
public struct Request: Sendable {
    /// What became of the request's content (RFC 9110, section 6.4).
    public enum Body: Sendable, Equatable {
        /// All of it, as many bytes as Content-Length announced.
        case complete([UInt8])
        /// It is longer than the responder's limit. It was read to its end and thrown away.
        case tooLarge
        /// Content-Length is not a plain number, or the content was shorter or longer than it.
        case badLength
    }

    public var method: HTTPRequest.Method
    /// The request target as the client sent it: path and query, percent-encoded (RFC 9112, section 3.2.1).
    public var target: String
    /// The host and port that the client asked, from the field Host.
    public var authority: String?
    public var headerFields: HTTPFields
    public var body: Body
    /// Whether the client speaks HTTPS to the web server.
    public var isSecure: Bool
    /// The user whom the web server authenticated (CGI's REMOTE_USER, RFC 3875, section 4.1.11); no header field sets it.
    public var remoteUser: String?
    /// The client's IP address (REMOTE_ADDR, section 4.1.8).
    public var remoteAddress: String?
    /// What the web server calls this request in its own logs (the parameter REQUEST_ID); no header field sets it.
    public var id: String?

    public init(
        method: HTTPRequest.Method = .get, target: String, authority: String? = nil,
        headerFields: HTTPFields = [:], body: Body = .complete([]), isSecure: Bool = false, remoteUser: String? = nil,
        remoteAddress: String? = nil, id: String? = nil
    ) {
        self.method = method
        self.target = target
        self.authority = authority
        self.headerFields = headerFields
        self.body = body
        self.isSecure = isSecure
        self.remoteUser = remoteUser
        self.remoteAddress = remoteAddress
        self.id = id
    }

    /// The target up to its query, still percent-encoded.
    public var path: Substring { target[..<endOfPath] }

    /// The target's query without the question mark, still percent-encoded; empty where there is none.
    public var rawQuery: Substring { Substring(target[endOfPath...].utf8.dropFirst()) }

    /// The query's names and values.
    ///
    /// - Throws: `URLEncodedForm.Malformed` if they are not UTF-8, or too many.
    public var query: URLEncodedForm {
        get throws(URLEncodedForm.Malformed) { try URLEncodedForm(rawQuery.utf8) }
    }

    private var endOfPath: String.Index { target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex }
}
