import Glibc
import Synchronization

/// An accepted connection. The kernel gives a closed descriptor's number to the next one, so the number alone does not
/// tell them apart.
struct Connection: Equatable {
    let descriptor: CInt
    /// Counts the connections accepted so far, from 1.
    let serial: UInt32
}

/// The connections that are open, to be closed in the end.
final class ConnectionTable: Sendable {
    private let state = Mutex(State())

    private struct State {
        var lastSerial: UInt32 = 0
        /// By descriptor.
        var serials: [CInt: UInt32] = [:]
    }

    func add(_ descriptor: CInt) -> Connection {
        state.withLock { state in
            state.lastSerial &+= 1
            state.serials[descriptor] = state.lastSerial
            return Connection(descriptor: descriptor, serial: state.lastSerial)
        }
    }

    /// Forgets a connection that was closed, unless its descriptor is another's by now.
    func remove(_ connection: Connection) {
        state.withLock { state in
            if state.serials[connection.descriptor] == connection.serial { state.serials[connection.descriptor] = nil }
        }
    }

    func closeAll() {
        state.withLock { state in
            for descriptor in state.serials.keys { close(descriptor) }
            state.serials = [:]
        }
    }
}
