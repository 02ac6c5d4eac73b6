import Synchronization

/// What a server is doing, for whoever watches it. It is made before its server, so that what answers the requests can tell.
public final class ServerLoad: Sendable {
    // No lock is taken for a request: with two dozen threads on few cores, they would wait for its holder to run again.
    /// Worker threads that have not ended.
    let workers = Atomic(0)
    /// Workers that are answering a request.
    let busy = Atomic(0)
    let connections = ConnectionTable()

    public init() {}

    /// Worker threads that answer requests, or wait for some.
    public var workerCount: Int { workers.load(ordering: .relaxed) }

    /// Those that are answering one.
    public var busyWorkers: Int { busy.load(ordering: .relaxed) }

    /// Open connections without a request.
    public var parkedConnections: Int { max(0, connections.count - busyWorkers) }
}
