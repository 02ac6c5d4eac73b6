import CFastCGI
import Glibc

/// The socket on which the web server connects. Whoever started this process made it, and goes on owning it.
public struct ListeningSocket: Sendable {
    let descriptor: CInt

    /// As epoll reports it.
    var connection: Connection { Connection(descriptor: descriptor, serial: 0) }

    /// Descriptor 0 is no listening socket: nothing that speaks FastCGI started this process.
    public struct NotListening: Error {}

    /// Descriptor 0, as spawn-fcgi and systemd (`StandardInput=socket`) hand it over (FastCGI specification, section 2.2).
    ///
    /// - Throws: `NotListening`.
    public static func standardInput() throws -> ListeningSocket {
        try ListeningSocket(descriptor: 0)
    }

    /// - Parameter descriptor: of a stream socket on which listen(2) was called.
    /// - Throws: `NotListening`, or `SystemError`.
    public init(descriptor: CInt) throws {
        var isListening: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &size) == 0, isListening == 1 else {
            throw NotListening()
        }
        // Several workers may wake for one connection, and all but one must not block on accept.
        let flags = try SystemError.check("fcntl") { fcntl(descriptor, F_GETFL) }
        try SystemError.check("fcntl") { fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) }
        self.descriptor = descriptor
    }
}
