import CFastCGI
import Glibc
import Locking

/// An accepted connection. The kernel gives a closed descriptor's number to the next one, so the number alone does not
/// tell them apart.
struct Connection: Equatable {
    let descriptor: CInt
    /// Counts the connections accepted so far, from 1.
    let serial: UInt32

    /// Asks the client to close, with a record that means nothing within a response: an empty one of standard error, of the
    /// one request that a connection has at a time (FastCGI specification, section 5.5). nginx closes an idle connection when
    /// anything arrives on it, and skips the record where it has just sent a request.
    func sayFarewell() {
        let record: [UInt8] = [UInt8(FCGI_VERSION_1), UInt8(FCGI_STDERR), 0, 1, 0, 0, 0, 0]
        _ = send(descriptor, record, record.count, CInt(MSG_NOSIGNAL | MSG_DONTWAIT))
    }
}

/// The connections that are open, to be closed in the end.
final class ConnectionTable: Sendable {
    private let state = Locked(State())

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

    var isEmpty: Bool {
        state.withLock { $0.serials.isEmpty }
    }

    var count: Int {
        state.withLock { $0.serials.count }
    }

    /// Also to clients that a response is being sent to: a unix socket keeps the records of two writers apart.
    func sayFarewell() {
        state.withLock { state in
            for (descriptor, serial) in state.serials {
                Connection(descriptor: descriptor, serial: serial).sayFarewell()
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
