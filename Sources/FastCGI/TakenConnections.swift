import Locking

/// The readable connections that a worker has taken from the epoll, and has not handled yet.
///
/// One thread handles them one after the other. That costs fewer system calls and fewer switches between threads. Nobody
/// else sees these connections, so they must not wait for long: the worker gives them back before it waits, and when the
/// requests before them took long. If a request holds the worker up, the `Watchdog` gives them back.
final class TakenConnections: Sendable {
    private struct State {
        /// The next one is the last.
        var connections: [Connection] = []
        /// Whether the watchdog has looked since the worker took one of them.
        var wasSeen = false
    }

    private let state = Locked(State())
    private let park: @Sendable (Connection) -> Void

    /// - Parameter park: lets the epoll report a connection again, to any worker.
    init(park: @escaping @Sendable (Connection) -> Void) {
        self.park = park
    }

    /// Adds connections. The worker handles them in this order.
    func add(_ connections: [Connection]) {
        state.withLock { $0 = State(connections: connections.reversed()) }
    }

    /// Returns the next connection for the worker; nil if there is none left.
    func next() -> Connection? {
        state.withLock { state in
            state.wasSeen = false
            return state.connections.popLast()
        }
    }

    var isEmpty: Bool { state.withLock { $0.connections.isEmpty } }

    /// Gives all connections back. Any thread may call this.
    func giveBackAll() {
        giveBack(state.withLock { Self.removeAll(from: &$0) })
    }

    /// Gives all connections back if the worker has taken none of them since the last call.
    func giveBackIfHeldUp() {
        let heldUp = state.withLock { state in
            defer { state.wasSeen = true }
            return state.wasSeen ? Self.removeAll(from: &state) : []
        }
        giveBack(heldUp)
    }

    private static func removeAll(from state: inout State) -> [Connection] {
        defer { state.connections = [] }
        return state.connections
    }

    private func giveBack(_ connections: [Connection]) {
        for connection in connections.reversed() { park(connection) }
    }
}
