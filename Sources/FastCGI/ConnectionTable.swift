import Glibc
import Locking

/// The open connections of a server.
final class ConnectionTable: Sendable {
    private let state = Locked(State())

    private struct State {
        var lastSerial: UInt32 = 0
        /// The serial number of each open connection, by its descriptor.
        var serials: [CInt: UInt32] = [:]
    }

    /// Adds a descriptor that was just accepted.
    func add(_ descriptor: CInt) -> Connection {
        state.withLock { state in
            state.lastSerial &+= 1
            state.serials[descriptor] = state.lastSerial
            return Connection(descriptor: descriptor, serial: state.lastSerial)
        }
    }

    /// Removes a closed connection, unless a newer connection already has its descriptor.
    func remove(_ connection: Connection) {
        state.withLock { state in
            if state.serials[connection.descriptor] == connection.serial { state.serials[connection.descriptor] = nil }
        }
    }

    var isEmpty: Bool {
        state.withLock { $0.serials.isEmpty }
    }

    var count: Int {
        state.withLock { $0.serials.count }
    }

    /// Asks every client to close its connection.
    ///
    /// A worker may be sending a response on the same connection. The kernel does not mix the records of two sends on a
    /// unix socket.
    func requestCloseOfAll() {
        state.withLock { state in
            for (descriptor, serial) in state.serials {
                Connection(descriptor: descriptor, serial: serial).requestClose()
            }
        }
    }

    func closeAll() {
        state.withLock { state in
            for descriptor in state.serials.keys { close(descriptor) }
            state.serials = [:]
        }
    }
}
