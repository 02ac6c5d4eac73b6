import Glibc
import Locking

/// The open connections of a server.
final class ConnectionTable: Sendable {
    private let state = Locked(State())

    private struct State {
        var lastSerial: UInt32 = 0
        var open: Set<Connection> = []
    }

    /// Adds a descriptor that was just accepted.
    func add(_ descriptor: CInt) -> Connection {
        state.withLock { state in
            state.lastSerial &+= 1
            let connection = Connection(descriptor: descriptor, serial: state.lastSerial)
            state.open.insert(connection)
            return connection
        }
    }

    /// Removes a closed connection. A newer connection may already have its descriptor.
    func remove(_ connection: Connection) {
        state.withLock { _ = $0.open.remove(connection) }
    }

    var count: Int {
        state.withLock { $0.open.count }
    }

    /// Asks every client to close its connection.
    ///
    /// A worker may be sending a response on the same connection. The kernel does not mix the records of two sends on a
    /// unix socket.
    func requestCloseOfAll() {
        state.withLock { state in
            for connection in state.open { connection.requestClose() }
        }
    }

    func closeAll() {
        state.withLock { state in
            for connection in state.open { close(connection.descriptor) }
            state.open = []
        }
    }
}
