import Locking
import Synchronization

/// Live counters of a `Server`.
///
/// The program creates the counters before the server, so that the request handler can report them. Each server needs
/// counters of its own.
public final class ServerCounters: Sendable {
    // The counters are atomic because a lock would be slow. With two dozen threads on few cores, the thread that holds
    // a lock is often not running, and all requests would wait for it. `connections` has a lock; it rarely changes.
    /// Worker threads that have not ended.
    let workers = Atomic(0)
    /// Workers that are accepting a connection or handling a request.
    let busy = Atomic(0)
    /// The number of connections that were accepted so far.
    let accepted = Atomic<UInt32>(0)
    /// The connections that are open.
    let connections = Locked(Set<Connection>())

    public init() {}

    /// The number of worker threads, busy or idle.
    public var workerCount: Int { workers.load(ordering: .relaxed) }

    /// The number of workers that are accepting a connection or handling a request.
    public var busyWorkers: Int { busy.load(ordering: .relaxed) }

    /// The number of open connections on which no request is being handled.
    public var parkedConnections: Int { max(0, connections.withLock { $0.count } - busyWorkers) }
}
