import CFastCGI
import HTTPTypes
import HTTPValues
import Logging

/// One request of a connection: what libfcgi read becomes a `Request`, and the `Response` is written.
struct Exchange {
    private let request: UnsafeMutablePointer<FCGX_Request>
    private let server: Server

    /// The content of a request is thrown away up to so many times its limit, and always up to so many bytes, so that the web
    /// server gets an answer; then the connection is closed on it.
    private static let (discardedLimits, discardedBytes) = (16, 32 << 20)

    init(_ request: UnsafeMutablePointer<FCGX_Request>, server: Server) {
        self.request = request
        self.server = server
    }

    /// - Returns: whether the connection may be kept for another request.
    func run() -> Bool {
        let parameters = Parameters(request.pointee.envp)
        let body = readBody(contentLength: parameters.contentLength)
        // The web server is gone, or broke the protocol: there is nobody to answer, and no whole request.
        guard let body else { return false }
        let response =
            if let request = parameters.request(body: body) {
                server.respond(request)
            } else {
                Response(status: .badRequest)
            }
        write(response)
        return request.pointee.role == CInt(FCGI_RESPONDER) && body != .tooLarge
    }

    /// Reads standard input to its end, whatever the request: what stayed would be taken for the next records.
    ///
    /// - Parameter contentLength: the parameter CONTENT_LENGTH; empty: no content.
    /// - Returns: nil if the connection is over.
    private func readBody(contentLength: [UInt8]) -> Request.Body? {
        let limit = server.configuration.maximumBodyBytes
        let isNumber = contentLength.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        // A number with so many digits that Int cannot hold it is longer than any limit.
        let announced = contentLength.isEmpty ? 0 : Int(String(decoding: contentLength, as: UTF8.self)) ?? Int.max

        var body: [UInt8] = []
        var count = 0
        if isNumber && announced <= limit {
            body = readAtMost(announced)
            count = body.count
        }
        // What is longer than announced or than the limit is only counted, to see the end of it.
        while true {
            let chunk = readAtMost(65536).count
            if chunk == 0 { break }
            count += chunk
            guard count <= Self.discardedBytes || count / Self.discardedLimits <= limit else { return nil }
        }
        guard FCGX_GetError(request.pointee.in) == 0 else { return nil }
        if !isNumber { return .badLength }
        if announced > limit { return .tooLarge }
        return count == announced ? .complete(body) : .badLength
    }

    private func readAtMost(_ count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            initializedCount = buffer.withMemoryRebound(to: CChar.self) { buffer in
                max(0, Int(FCGX_GetStr(buffer.baseAddress, CInt(clamping: count), request.pointee.in)))
            }
        }
    }

    /// Sends the response with records of our own. libfcgi's stream would copy it once more, and write it in parts of 8 KiB.
    private func write(_ response: Response) {
        let records = ResponseRecords(requestID: request.pointee.requestId, response.head, response.body)
        if !records.send(to: request.pointee.ipcFd) {
            server.logger.debug("the web server left before the response was sent")
            request.pointee.keepConnection = 0
        }
        // Its streams are not used any more; left as they are, they would be ended once again.
        FCGX_Free(request, 0)
    }
}

extension Response {
    /// Status and fields as CGI has them (RFC 3875, section 6.3), with the body's length where the fields lack it.
    var head: [UInt8] {
        var head: [UInt8] = []
        head.reserveCapacity(512)
        func append(_ name: String, _ value: String) {
            head.append(contentsOf: name.utf8)
            head.append(contentsOf: [UInt8(ascii: ":"), UInt8(ascii: " ")])
            head.append(contentsOf: value.utf8)
            head.append(contentsOf: [UInt8(ascii: "\r"), UInt8(ascii: "\n")])
        }
        append("Status", "\(status.code) \(status.reasonPhrase)")
        for field in headerFields { append(field.name.rawName, field.value) }
        if headerFields[.contentLength] == nil && !forbidsBody { append("Content-Length", String(body.count)) }
        head.append(contentsOf: [UInt8(ascii: "\r"), UInt8(ascii: "\n")])
        return head
    }
}
