import Glibc

/// A client's stream connection to a unix socket. No call takes longer than the timeout.
public final class UnixSocket {
    public let descriptor: CInt

    public enum Failure: Error {
        /// The server closed the connection or does not listen.
        case closed
        case timedOut
        case system(String)
    }

    /// Connects to a socket.
    ///
    /// - Parameter timeout: in seconds. The default is longer than the 10 seconds that the service waits for a half-sent
    ///   request.
    public init(path: String, timeout: Int = 20) throws {
        descriptor = try Self.makeDescriptor()
        var limit = timeval(tv_sec: timeout, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard Self.withAddress(path, { connect(descriptor, $0, $1) }) == 0 else { throw Self.failure() }
    }

    deinit {
        close(descriptor)
    }

    /// Creates a socket file and listens on it.
    ///
    /// - Parameter backlog: the length of the queue of new connections (listen(2)).
    /// - Returns: the descriptor, which the caller closes.
    public static func listen(at path: String, backlog: CInt = 1024) throws -> CInt {
        let descriptor = try makeDescriptor()
        guard withAddress(path, { bind(descriptor, $0, $1) }) == 0, Glibc.listen(descriptor, backlog) == 0 else {
            throw failure()
        }
        return descriptor
    }

    public func send(_ bytes: some Sequence<UInt8>) throws {
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

    /// Waits until the server has read all bytes that were sent (SIOCOUTQ, as for TCP in tcp(7)).
    public func waitUntilRead() throws {
        try waitUntil("the server has read everything") {
            var count: CInt = 0
            guard ioctl(descriptor, UInt(TIOCOUTQ), &count) == 0 else { throw Self.failure() }
            return count == 0
        }
    }

    /// Tells the server that no more bytes follow.
    public func finishSending() {
        shutdown(descriptor, CInt(SHUT_WR))
    }

    /// Waits for bytes.
    ///
    /// - Returns: the bytes that have arrived; empty at the end of the stream.
    public func receive() throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0 && errno == ECONNRESET { return [] }
        guard count >= 0 else { throw Self.failure() }
        return Array(buffer[..<count])
    }

    private static func makeDescriptor() throws -> CInt {
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure() }
        return descriptor
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static func failure() -> Failure {
        switch errno {
        case EPIPE, ECONNRESET, ECONNREFUSED, ENOENT: .closed
        case EAGAIN: .timedOut
        default: .system(String(cString: strerror(errno)))
        }
    }
}
