import CFastCGI
import Glibc

/// A whole response as FastCGI records: FCGI_STDOUT records, an empty FCGI_STDOUT record that ends the stream, and
/// FCGI_END_REQUEST (FastCGI specification, sections 5.3 and 5.5).
struct ResponseRecords {
    /// The largest content of one record, in bytes. Most responses fit into one record and one sendmsg(2).
    ///
    /// On a unix socket, the kernel queues this many bytes of one sendmsg(2) as one piece. So a record that another
    /// thread sends (`Connection.requestClose`) cannot land in the middle of a response's record.
    private static let maximumContent = 32_000

    let requestID: UInt16
    let head: [UInt8]
    let body: [UInt8]

    /// Sends all records. Returns false if the client closed the connection or took no bytes until SO_SNDTIMEO passed.
    ///
    /// - Parameter willWait: called each time before the thread has to wait for the client.
    func send(to descriptor: CInt, willWait: () -> Void) -> Bool {
        head.withUnsafeBytes { head in
            body.withUnsafeBytes { body in
                if head.count + body.count <= Self.maximumContent {
                    return send(head, body, isLast: true, to: descriptor, willWait)
                }
                let parts = Self.parts(of: head) + Self.parts(of: body)
                return parts.indices.allSatisfy {
                    send(parts[$0], isLast: $0 == parts.count - 1, to: descriptor, willWait)
                }
            }
        }
    }

    private static func parts(of bytes: UnsafeRawBufferPointer) -> [UnsafeRawBufferPointer] {
        stride(from: 0, to: bytes.count, by: maximumContent).map {
            UnsafeRawBufferPointer(rebasing: bytes[$0..<min($0 + maximumContent, bytes.count)])
        }
    }

    /// Sends one FCGI_STDOUT record, whose content is `first` and `second`, without copying them.
    ///
    /// - Parameter isLast: whether to send the records that end the response, too.
    private func send(
        _ first: UnsafeRawBufferPointer,
        _ second: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0),
        isLast: Bool, to descriptor: CInt, _ willWait: () -> Void
    ) -> Bool {
        let (version, idHigh, idLow) = (UInt8(FCGI_VERSION_1), UInt8(requestID >> 8), UInt8(requestID & 0xFF))
        let size = first.count + second.count
        let frame = [
            version, UInt8(FCGI_STDOUT), idHigh, idLow, UInt8(size >> 8), UInt8(size & 0xFF), 0, 0,
            // The end of the response.
            version, UInt8(FCGI_STDOUT), idHigh, idLow, 0, 0, 0, 0,
            version, UInt8(FCGI_END_REQUEST), idHigh, idLow, 0, 8, 0, 0,
            // Four bytes of application status, the protocol status, three reserved bytes.
            0, 0, 0, 0, UInt8(FCGI_REQUEST_COMPLETE), 0, 0, 0,
        ]
        return frame.withUnsafeBytes { frame in
            let start = UnsafeRawBufferPointer(rebasing: frame[..<8])
            let end = UnsafeRawBufferPointer(rebasing: frame[8..<(isLast ? 32 : 8)])
            var pieces = [start, first, second, end].map {
                iovec(iov_base: UnsafeMutableRawPointer(mutating: $0.baseAddress), iov_len: $0.count)
            }
            return Self.send(&pieces, size: start.count + size + end.count, to: descriptor, willWait)
        }
    }

    /// Sends the pieces one after the other, in one sendmsg(2) if the socket takes all bytes at once.
    ///
    /// - Parameter size: the size of all pieces, in bytes.
    private static func send(
        _ pieces: inout [iovec], size: Int, to descriptor: CInt, _ willWait: () -> Void
    ) -> Bool {
        var unsent = size
        // Only a call without MSG_DONTWAIT waits for the client.
        var flags = MSG_DONTWAIT
        while true {
            var count = pieces.withUnsafeMutableBufferPointer { pieces in
                var message = msghdr()
                message.msg_iov = pieces.baseAddress
                message.msg_iovlen = pieces.count
                return sendmsg(descriptor, &message, CInt(MSG_NOSIGNAL) | CInt(flags))
            }
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == EAGAIN && flags == MSG_DONTWAIT {
                willWait()
                flags = 0
                continue
            }
            guard count > 0 else { return false }
            unsent -= count
            if unsent == 0 { return true }
            for index in pieces.indices {
                let sent = min(count, pieces[index].iov_len)
                pieces[index].iov_base = pieces[index].iov_base.map { $0 + sent }
                pieces[index].iov_len -= sent
                count -= sent
            }
        }
    }
}
