import Glibc
import Locking
import Synchronization

// What happens after a call of `stop()`. The program calls it after SIGTERM, SIGINT or SIGHUP.
//
//   0 s     The server accepts no more connections. New connections wait in the listening socket's queue, for the next
//           process. Every open connection gets a close request (`Connection.requestClose`).
//           - An idle connection: nginx closes it. If nginx had just sent a request, the server handles it as usual.
//           - A connection with a request: the server sends the response, then another close request.
//           The server does not close idle connections yet: a request that is already on its way would be lost, because
//           nginx never repeats a POST.
//   200 ms  If no worker was busy and no connection was readable since 0 s, the server closes the connections that are
//           still open, and `stop()` returns true. Otherwise the server waits for 200 ms without such activity.
//           If the clients close all connections earlier, `stop()` returns true at once.
//   1 s     From now on, the server closes each connection after its next response. Only clients that ignore close
//           requests still send requests now.
//   4 s     If the steps above are not finished within `Configuration.drainTimeout`, `stop()` returns false. Then the
//           program exits, which closes the connections.

/// How far `stop()` has come. The phases follow each other in this order.
enum StopPhase: UInt8, AtomicRepresentable {
    case running
    /// The server keeps connections open and asks the clients to close them.
    case requestingClose
    /// Each connection is closed after its next response.
    case closingAfterResponse
    /// No worker begins a request any more.
    case ended

    static func >= (left: StopPhase, right: StopPhase) -> Bool { left.rawValue >= right.rawValue }
}

extension Server {
    /// How long the server must see no activity before it closes the remaining connections.
    private static let quietPeriod = Duration.milliseconds(200)
    /// When the phase `closingAfterResponse` begins, counted from the call of `stop()`.
    private static let closingStart = Duration.seconds(1)

    /// Stops accepting connections, handles the requests that have arrived, and closes every connection.
    ///
    /// The program that started this process owns the listening socket, so the socket stays open and its queue
    /// untouched. Do not call `stop()` from a worker thread: it would wait for that worker.
    ///
    /// - Returns: whether every request was handled and every worker has ended within the drain timeout.
    @discardableResult
    public func stop() -> Bool {
        let start = ContinuousClock.now
        let deadline = start + .seconds(configuration.drainTimeout)
        stopPhase.store(.requestingClose, ordering: .sequentiallyConsistent)
        epoll.remove(socket)
        // On a unix socket, a close request cannot split a worker's record (`ResponseRecords.maximumContent`).
        counters.connections.withLock { connections in connections.forEach { $0.requestClose() } }
        let isQuiet = waitUntilQuiet(from: start, until: deadline)
        // A worker first counts itself as busy, then reads the phase. This thread first writes the phase, then reads
        // `busy`. So either the worker sees `ended` and begins no request, or this thread sees the busy worker.
        stopPhase.store(.ended, ordering: .sequentiallyConsistent)
        watchdog.wake()
        guard isQuiet, wait(until: deadline, { counters.busy.load(ordering: .sequentiallyConsistent) == 0 }) else {
            return false
        }
        counters.connections.withLock { connections in
            for connection in connections { close(connection.descriptor) }
            connections = []
        }
        epoll.wakeAll()
        return wait(until: deadline) { counters.workers.load(ordering: .acquiring) == 0 }
    }

    /// Waits until no worker is busy and either no connection is open or nothing has happened for the quiet period.
    private func waitUntilQuiet(from start: ContinuousClock.Instant, until deadline: ContinuousClock.Instant) -> Bool {
        var lastCount = readableConnections.load(ordering: .sequentiallyConsistent)
        var quietSince = start
        return wait(until: deadline) {
            let now = ContinuousClock.now
            if now - start >= Self.closingStart { stopPhase.store(.closingAfterResponse, ordering: .relaxed) }
            let count = readableConnections.load(ordering: .sequentiallyConsistent)
            guard count == lastCount, counters.busy.load(ordering: .sequentiallyConsistent) == 0 else {
                lastCount = count
                quietSince = now
                return false
            }
            return counters.connections.withLock { $0.isEmpty } || now - quietSince >= Self.quietPeriod
        }
    }

    private func wait(until deadline: ContinuousClock.Instant, _ condition: () -> Bool) -> Bool {
        while !condition() {
            guard ContinuousClock.now < deadline else { return false }
            usleep(1000)
        }
        return true
    }
}
