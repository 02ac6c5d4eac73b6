import CFastCGI
import HTTPTypes
import HTTPValues
import Logging

/// Reads one request from a connection, lets the server's handler respond, and sends the response.
struct Exchange {
    /// A request for which `FCGX_Accept_r` has returned 0.
    let request: UnsafeMutablePointer<FCGX_Request>
    let server: Server
    let arrival: ContinuousClock.Instant

    /// The server reads and discards a body that is too long, so that the client gets a response. If the body exceeds
    /// both `discardedBytes` and `discardFactor` times the limit, the server closes the connection instead.
    private static let (discardFactor, discardedBytes) = (16, 32 << 20)

    /// - Returns: whether the connection can be kept for another request.
    func run() -> Bool {
        let parameters = Parameters(request.pointee.envp, arrival: arrival)
        let body = readBody(contentLength: parameters.contentLength)
        // The client closed the connection, stopped sending, broke the protocol or sent far too much.
        guard let body else { return false }
        let response =
            if let request = (consume parameters).request(body: body) {
                server.respond(request)
            } else {
                Response(status: .badRequest)
            }
        write(response)
        return request.pointee.role == CInt(FCGI_RESPONDER) && body != .tooLarge
    }

    /// Reads FCGI_STDIN to its end, for every request: bytes left unread would be parsed as the next request's records.
    ///
    /// - Parameter contentLength: the announced length in bytes; nil if it is not a plain number.
    /// - Returns: nil if the connection is unusable.
    private func readBody(contentLength: Int?) -> Request.Body? {
        let limit = server.configuration.maximumBodyBytes
        let body = contentLength.map { $0 <= limit ? readAtMost($0) : [] } ?? []
        var count = body.count
        // Usually the body ends here, and FCGX_GetChar returns -1. The loop counts and discards further bytes.
        while FCGX_GetChar(request.pointee.in) >= 0 {
            count += 1 + readAtMost(65536).count
            guard count <= Self.discardedBytes || count / Self.discardFactor <= limit else { return nil }
        }
        guard FCGX_GetError(request.pointee.in) == 0 else { return nil }
        guard let contentLength else { return .badLength }
        if contentLength > limit { return .tooLarge }
        return count == contentLength ? .complete(body) : .badLength
    }

    /// Reads from FCGI_STDIN until `count` bytes have arrived or the stream ends (`FCGX_GetStr`).
    private func readAtMost(_ count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            initializedCount = buffer.withMemoryRebound(to: CChar.self) { buffer in
                max(0, Int(FCGX_GetStr(buffer.baseAddress, CInt(clamping: count), request.pointee.in)))
            }
        }
    }

    /// Sends the response without libfcgi's output stream, which would copy the bytes and send them in parts of 8 KiB.
    private func write(_ response: Response) {
        let requestID = UInt16(truncatingIfNeeded: request.pointee.requestId)
        let records = ResponseRecords(requestID: requestID, head: response.head, body: response.body)
        if !records.send(to: request.pointee.ipcFd, willWait: server.places.giveUp) {
            server.logger.debug("the web server closed the connection before it had the whole response")
            request.pointee.keepConnection = 0
        }
        // Frees libfcgi's streams. Otherwise, FCGX_Finish_r would send the records that end the response a second time.
        FCGX_Free(request, 0)
    }
}
