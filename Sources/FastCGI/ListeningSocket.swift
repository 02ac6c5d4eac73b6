import CFastCGI
import Glibc

/// The socket to which the web server connects.
///
/// The program that started this process created the socket and still owns it. This type never closes it, shuts it down
/// or deletes its file.
public struct ListeningSocket: Sendable {
    let descriptor: CInt

    /// The value that `Epoll.wait` returns for this socket.
    var connection: Connection { Connection(descriptor: descriptor, serial: 0) }

    /// The descriptor is not a listening socket: probably a shell started this process, not spawn-fcgi or systemd.
    public struct NotListening: Error {}

    /// Descriptor 0, where spawn-fcgi and systemd (`StandardInput=socket`) put the socket (FastCGI specification,
    /// section 2.2).
    ///
    /// - Throws: `NotListening` or `SystemError`.
    public static func standardInput() throws -> ListeningSocket {
        try ListeningSocket(descriptor: 0)
    }

    /// Takes a stream socket on which listen(2) was called, and makes it non-blocking.
    ///
    /// - Parameter descriptor: the caller must keep it open at least as long as the server runs.
    /// - Throws: `NotListening` or `SystemError`.
    public init(descriptor: CInt) throws {
        var isListening: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &size) == 0, isListening == 1 else {
            throw NotListening()
        }
        // A new connection may wake several workers. One of them accepts it, and accept(2) must not block the others.
        let flags = try SystemError.check("fcntl") { fcntl(descriptor, F_GETFL) }
        try SystemError.check("fcntl") { fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) }
        self.descriptor = descriptor
    }
}
