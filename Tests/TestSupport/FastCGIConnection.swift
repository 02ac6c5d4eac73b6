/// A raw FastCGI client's connection to a server under test. Tests see every record and can send any bytes.
public final class FastCGIConnection {
    public let socket: UnixSocket
    /// The server or service under test, which must not end before its connections.
    private let server: AnyObject
    private var received: [UInt8] = []

    /// Connects to a unix socket.
    ///
    /// - Parameters:
    ///   - path: the path of the socket.
    ///   - server: an object that keeps the server running.
    /// - Throws: `UnixSocket.Failure`.
    public init(to path: String, of server: AnyObject) throws {
        self.server = server
        socket = try UnixSocket(path: path)
    }

    /// Sends a request and reads its response.
    public func send(_ request: FastCGIRequest) throws -> ReceivedResponse {
        try socket.send(request.bytes)
        return try readResponse()
    }

    /// Reads the response to request 1. Skips close requests (empty FCGI_STDERR records).
    ///
    /// - Throws: `UnixSocket.Failure.closed` if the connection ends before the response does;
    ///   `ReceivedResponse.Malformed` if a record is wrong.
    public func readResponse() throws -> ReceivedResponse {
        var output: [UInt8] = []
        while true {
            guard let record = try nextRecord() else { throw UnixSocket.Failure.closed }
            switch FastCGIRecord.Kind(rawValue: record.kind) {
            case .standardOutput where record.requestID == 1: output += record.content
            case .standardError where record.requestID == 1 && record.content.isEmpty: break
            case .endRequest where record.requestID == 1:
                // Four bytes of application status, then FCGI_REQUEST_COMPLETE; all are 0.
                guard record.content.prefix(5).allSatisfy({ $0 == 0 }) else {
                    throw ReceivedResponse.Malformed(head: "\(record)")
                }
                return try ReceivedResponse(cgi: output)
            default: throw ReceivedResponse.Malformed(head: "\(record)")
            }
        }
    }

    /// - Returns: nil at the end of the stream.
    public func nextRecord() throws -> FastCGIRecord? {
        while true {
            if let record = try FastCGIRecord.removeFirst(of: &received) { return record }
            let bytes = try socket.receive()
            guard !bytes.isEmpty else { return nil }
            received += bytes
        }
    }
}

extension ReceivedResponse {
    /// Parses a response as a CGI program writes it (RFC 3875, section 6).
    init(cgi bytes: [UInt8]) throws {
        self.init()
        let (head, body) = try Self.split(bytes)
        fields = try Self.fields(head)
        guard let status = self["Status"].flatMap({ Int($0.prefix(3)) }) else { throw Malformed(head: "\(head)") }
        self.status = status
        self.body = body
    }
}
