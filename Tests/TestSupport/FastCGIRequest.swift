/// A request as nginx sends it over FastCGI: a BEGIN_REQUEST record, then the streams PARAMS and STDIN (FastCGI
/// specification, section 6).
public struct FastCGIRequest: Sendable {
    public var parameters: [(name: String, value: String)]
    public var body: [UInt8]
    /// The flag FCGI_KEEP_CONN.
    public var keepsConnection = true
    /// The largest number of content bytes in a record.
    public var recordLength = 65535
    /// The number of padding bytes after each record with content, at most 255.
    ///
    /// The empty record at a stream's end has no padding. libfcgi would parse that padding as the next record, and no web
    /// server sends any there.
    public var padding = 0

    /// - Parameter contentLength: the value of CONTENT_LENGTH; nil: the number of bytes in the body.
    public init(_ method: String, _ target: String, body: [UInt8] = [], contentLength: String? = nil) {
        parameters = [
            ("REQUEST_METHOD", method),
            ("REQUEST_URI", target),
            ("CONTENT_TYPE", body.isEmpty ? "" : "application/json"),
            ("CONTENT_LENGTH", contentLength ?? (body.isEmpty ? "" : "\(body.count)")),
            ("SERVER_PROTOCOL", "HTTP/1.1"),
            ("HTTP_HOST", "127.0.0.1:8080"),
        ]
        self.body = body
    }

    /// A request with a JSON body.
    public init(_ method: String, _ target: String, json: String, contentLength: String? = nil) {
        self.init(method, target, body: Array(json.utf8), contentLength: contentLength)
    }

    /// The same request for a service with a base path.
    public func below(_ basePath: String) -> FastCGIRequest {
        var request = self
        request.parameters = parameters.map { $0.name == "REQUEST_URI" ? ($0.name, basePath + $0.value) : $0 }
        return request
    }

    public var bytes: [UInt8] { begin + stream(.parameters, encodedParameters) + stream(.standardInput, body) }

    /// The records before the stream STDIN.
    public var head: [UInt8] { begin + stream(.parameters, encodedParameters) }

    private var begin: [UInt8] {
        FastCGIRecord(.beginRequest, [0, 1, keepsConnection ? 1 : 0, 0, 0, 0, 0, 0]).bytes
    }

    private var encodedParameters: [UInt8] {
        parameters.flatMap { name, value in
            Self.length(name.utf8.count) + Self.length(value.utf8.count) + Array(name.utf8) + Array(value.utf8)
        }
    }

    private func stream(_ kind: FastCGIRecord.Kind, _ content: [UInt8]) -> [UInt8] {
        stride(from: 0, to: content.count, by: recordLength).flatMap { start in
            FastCGIRecord(kind, content[start..<min(start + recordLength, content.count)], padding: padding).bytes
        } + FastCGIRecord(kind).bytes
    }

    /// Encodes the length of a name or a value: one byte for up to 127, otherwise four bytes (section 3.4).
    private static func length(_ count: Int) -> [UInt8] {
        guard count > 127 else { return [UInt8(count)] }
        return [UInt8(count >> 24) | 0x80, UInt8(count >> 16 & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)]
    }
}
