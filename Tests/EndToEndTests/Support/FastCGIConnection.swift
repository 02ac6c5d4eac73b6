/// A connection of a web server to the service: a raw FastCGI client, which sees each byte.
final class FastCGIConnection {
    let socket: UnixSocket
    private let service: Service
    private var received: [UInt8] = []

    init(to service: Service) throws {
        self.service = service
        socket = try UnixSocket(path: service.socket)
    }

    /// Sends a request and reads its answer.
    func send(_ request: FastCGIRequest) throws -> ReceivedResponse {
        try socket.send(request.bytes)
        return try readResponse()
    }

    /// - Throws: `UnixSocket.Failure.closed` if the connection ends before the answer does, `Answer.Malformed` if the
    ///   records are wrong.
    func readResponse() throws -> ReceivedResponse {
        var output: [UInt8] = []
        while true {
            guard let record = try nextRecord() else { throw UnixSocket.Failure.closed }
            switch FastCGIRecord.Kind(rawValue: record.kind) {
            case .standardOutput where record.requestID == 1: output += record.content
            case .standardError where record.requestID == 1 && record.content.isEmpty: break
            case .endRequest where record.requestID == 1:
                // Exit status 0, FCGI_REQUEST_COMPLETE.
                guard record.content.prefix(5).allSatisfy({ $0 == 0 }) else {
                    throw ReceivedResponse.Malformed(head: "\(record)")
                }
                return try ReceivedResponse(cgi: output)
            default: throw ReceivedResponse.Malformed(head: "\(record)")
            }
        }
    }

    /// - Returns: nil at the end of the stream.
    func nextRecord() throws -> FastCGIRecord? {
        while true {
            if let record = try FastCGIRecord.first(of: &received) { return record }
            let bytes = try socket.receive()
            guard !bytes.isEmpty else { return nil }
            received += bytes
        }
    }
}

extension ReceivedResponse {
    /// An answer as a CGI program writes it (RFC 3875, section 6).
    init(cgi bytes: [UInt8]) throws {
        let (head, body) = try Self.split(bytes)
        fields = try Self.fields(head)
        guard let status = self["Status"].flatMap({ Int($0.prefix(3)) }) else { throw Malformed(head: "\(head)") }
        self.status = status
        self.body = body
    }
}
