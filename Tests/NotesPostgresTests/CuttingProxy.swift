#if PostgreSQL
import Glibc
import Locking
import TestSupport

/// Stands between a store and a server, and cuts one of their connections in a certain moment.
final class CuttingProxy: Sendable {
    enum Moment {
        /// The statement does not reach the server.
        case beforeRequest
        /// The server has done everything, and the store does not learn it.
        case beforeReply
        /// The server works on the statement, and does not notice the cut. `cutNow` chooses the moment.
        case beforeEnd
    }

    private let folder: TemporaryDirectory
    private let server: PostgresServer
    private let next = Locked<(moment: Moment, pattern: [UInt8])?>(nil)
    private let mayCut = Locked(false)
    private let descriptor: CInt

    init(_ server: PostgresServer) throws {
        self.server = server
        folder = try TemporaryDirectory()
        descriptor = try UnixSocket.listen(at: folder.file(".s.PGSQL.5432"))
        let descriptor = descriptor
        // The thread ends when the descriptor is shut down.
        _ = Threads(1) { [self] _ in
            while true {
                let client = accept(descriptor, nil, nil)
                if client < 0 { break }
                _ = Threads(1) { _ in try? self.connect(client) }
            }
        }
    }

    /// Ends the proxy. Connections go on until one of their sides ends.
    func close() {
        shutdown(descriptor, CInt(SHUT_RDWR))
    }

    /// The address of a database behind the proxy.
    func url(_ database: String) -> String { "postgresql://notes@/\(database)?host=\(folder.path)" }

    /// Cuts the next connection on which the store sends a text.
    func cut(_ moment: Moment, on text: String) {
        next.withLock { $0 = (moment, Array(text.utf8)) }
    }

    /// Cuts the connection whose statement is at work.
    func cutNow() {
        mayCut.withLock { $0 = true }
    }

    /// Whether the text was sent.
    var hasCut: Bool { next.withLock { $0 == nil } }

    private func connect(_ client: CInt) throws {
        defer { Glibc.close(client) }
        let server = try UnixSocket(path: "\(server.folder)/.s.PGSQL.5432")
        var sent: [UInt8] = []
        /// Whether the connection is cut after the reply.
        var isLast = false
        while true {
            var descriptors = [client, server.descriptor].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&descriptors, 2, -1) > 0 else { return }
            if descriptors[0].revents != 0 {
                let bytes = Self.read(client)
                if bytes.isEmpty { return }
                sent += bytes
                switch takeCut(sent) {
                case .beforeRequest: return
                case .beforeReply: isLast = true
                case .beforeEnd:
                    Self.write(bytes, server.descriptor)
                    try waitUntil("the test wants to cut the connection") { mayCut.withLock { $0 } }
                    shutdown(client, CInt(SHUT_RDWR))
                    // The server's side stays open until the server has answered.
                    _ = Self.read(server.descriptor)
                    return
                case nil: break
                }
                Self.write(bytes, server.descriptor)
            }
            if descriptors[1].revents != 0 {
                let bytes = Self.read(server.descriptor)
                if bytes.isEmpty { return }
                // The last message of a reply is ReadyForQuery: Z, four bytes of length, and the state of the transaction.
                let isComplete = bytes.count >= 6 && bytes[bytes.count - 6] == UInt8(ascii: "Z")
                if !isLast { Self.write(bytes, client) } else if isComplete { return }
            }
        }
    }

    private func takeCut(_ sent: [UInt8]) -> Moment? {
        next.withLock { next in
            guard let cut = next, sent.firstRange(of: cut.pattern) != nil else { return nil }
            next = nil
            return cut.moment
        }
    }

    private static func read(_ descriptor: CInt) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65536)
        return Array(buffer[..<max(0, recv(descriptor, &buffer, buffer.count, 0))])
    }

    private static func write(_ bytes: [UInt8], _ descriptor: CInt) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
#endif
