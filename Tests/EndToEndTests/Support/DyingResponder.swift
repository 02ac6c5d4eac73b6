import Glibc
import Synchronization
import TestSupport

/// A responder that reads each request and closes the connection without a response, as a process that is killed does.
final class DyingResponder: Sendable {
    private let descriptor: CInt
    private let count = Atomic(0)

    /// - Parameter path: the path of its socket.
    init(at path: String) throws {
        descriptor = try UnixSocket.listen(at: path)
        _ = Threads(1) { [descriptor, weak self] _ in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { break }
                // The count is higher before nginx sees that the connection is closed.
                if Self.readRequest(connection) { self?.count.add(1, ordering: .relaxed) }
                close(connection)
            }
            close(descriptor)
        }
    }

    deinit {
        shutdown(descriptor, CInt(SHUT_RDWR))  // ends accept(2)
    }

    /// The number of requests that it has read.
    var requests: Int { count.load(ordering: .relaxed) }

    /// Reads a request to its end.
    ///
    /// - Returns: false if the connection ends earlier.
    private static func readRequest(_ connection: CInt) -> Bool {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            while let record = try? FastCGIRecord.removeFirst(of: &received) {
                if record.kind == FastCGIRecord.Kind.standardInput.rawValue && record.content.isEmpty { return true }
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return false }
            received += buffer[..<count]
        }
    }
}
