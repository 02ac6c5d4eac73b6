import CFastCGI
import Glibc

/// A whole response as FastCGI records: FCGI_STDOUT records, an empty FCGI_STDOUT record that ends the stream, and
/// FCGI_END_REQUEST (FastCGI specification, sections 5.3 and 5.5).
struct ResponseRecords {
    /// The largest content of one record, in bytes. Most responses fit into one record and one send(2).
    ///
    /// On a unix socket, the kernel queues this many bytes of one send(2) as one piece. So a record that another thread
    /// sends (`Connection.requestClose`) cannot land in the middle of a response's record.
    private static let maximumContent = 32_000

    let requestID: UInt16
    let head: [UInt8]
    let body: [UInt8]

    /// Sends all records. Returns false if the client closed the connection or took no bytes until SO_SNDTIMEO passed.
    func send(to descriptor: CInt) -> Bool {
        /// The pieces of each record's content.
        let contents =
            head.count + body.count <= Self.maximumContent
            ? [[head[...], body[...]]] : (Self.parts(of: head) + Self.parts(of: body)).map { [$0] }
        var bytes: [UInt8] = []
        for (index, pieces) in contents.enumerated() {
            let count = pieces.reduce(0) { $0 + $1.count }
            bytes.removeAll(keepingCapacity: true)
            bytes.reserveCapacity(count + 32)
            appendHeader(FCGI_STDOUT, count, to: &bytes)
            for piece in pieces { bytes += piece }
            if index == contents.count - 1 {
                appendHeader(FCGI_STDOUT, 0, to: &bytes)
                appendHeader(FCGI_END_REQUEST, 8, to: &bytes)
                // Four bytes of application status, FCGI_REQUEST_COMPLETE, three reserved bytes.
                bytes += [0, 0, 0, 0, UInt8(FCGI_REQUEST_COMPLETE), 0, 0, 0]
            }
            guard Self.send(bytes, to: descriptor) else { return false }
        }
        return true
    }

    private static func parts(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        stride(from: 0, to: bytes.count, by: maximumContent).map {
            bytes[$0..<min($0 + maximumContent, bytes.count)]
        }
    }

    private func appendHeader(_ type: CInt, _ contentLength: Int, to bytes: inout [UInt8]) {
        bytes += [
            UInt8(FCGI_VERSION_1), UInt8(type), UInt8(requestID >> 8), UInt8(requestID & 0xFF),
            UInt8(contentLength >> 8), UInt8(contentLength & 0xFF), 0, 0,
        ]
    }

    private static func send(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                let count = Glibc.send(
                    descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent, CInt(MSG_NOSIGNAL))
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
    }
}
