import Glibc
import TestSupport

/// A client's end of a stream over a unix socket. Nothing that it does takes longer than its timeout.
final class UnixSocket {
    private let descriptor: CInt

    enum Failure: Error {
        /// The other side closed the connection, or never took it.
        case closed
        case timedOut
        case system(String)
    }

    /// - Parameter timeout: in seconds. The service gives up a half-sent request after 10.
    init(path: String, timeout: Int = 20) throws {
        descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Self.failure() }
        var limit = timeval(tv_sec: timeout, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))

        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw Self.failure() }
    }

    deinit {
        close(descriptor)
    }

    func send(_ bytes: some Sequence<UInt8>) throws {
        try Array(bytes).withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                let count = Glibc.send(descriptor, part.baseAddress, part.count, CInt(MSG_NOSIGNAL))
                guard count > 0 else { throw Self.failure() }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Waits until the other side has read all that was sent (SIOCOUTQ, as for TCP in tcp(7)).
    func waitUntilRead() throws {
        try waitUntil("everything sent has been read") {
            var count: CInt = 0
            guard ioctl(descriptor, UInt(TIOCOUTQ), &count) == 0 else { throw Self.failure() }
            return count == 0
        }
    }

    /// Says that nothing more will be sent.
    func finishSending() {
        shutdown(descriptor, CInt(SHUT_WR))
    }

    /// - Returns: what has arrived; empty at the end of the stream.
    func receive() throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0 && errno == ECONNRESET { return [] }
        guard count >= 0 else { throw Self.failure() }
        return Array(buffer[..<count])
    }

    private static func failure() -> Failure {
        switch errno {
        case EPIPE, ECONNRESET, ECONNREFUSED, ENOENT: .closed
        case EAGAIN: .timedOut
        default: .system(String(cString: strerror(errno)))
        }
    }
}
