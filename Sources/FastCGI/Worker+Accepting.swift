import CFastCGI
import Glibc
import Locking
import Logging
import Synchronization

extension Worker {
    /// The longest time until a worker tries to accept again after descriptors or memory ran out, in milliseconds.
    static let acceptPause: CInt = 100
    /// The shortest time between two log messages about a shortage of descriptors or memory, in seconds.
    private static let shortageLogPeriod = 60

    /// Accepts a connection and parks it until its first request arrives.
    ///
    /// If descriptors or memory ran out (accept(2): EMFILE, ENFILE, ENOBUFS, ENOMEM), accepting pauses: the listening
    /// socket is removed from the epoll, because connections in its queue would wake the workers without end.
    func accept() {
        server.counters.busy.add(1, ordering: .sequentiallyConsistent)
        defer { server.counters.busy.subtract(1, ordering: .sequentiallyConsistent) }
        // While the server stops, the connection stays in the queue, for the next process.
        guard server.stopPhase.load(ordering: .sequentiallyConsistent) == .running else { return }
        let descriptor = cfastcgi_accept(server.socket.descriptor)
        guard descriptor >= 0 else {
            guard [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) else { return }
            let reason = String(cString: strerror(errno))
            server.epoll.remove(server.socket)
            server.isAcceptingPaused.store(true, ordering: .sequentiallyConsistent)
            logShortage(reason)
            return
        }
        var timeout = timeval(tv_sec: server.configuration.timeout, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, size)
        let serial = server.counters.accepted.wrappingAdd(1, ordering: .relaxed).newValue
        let connection = Connection(descriptor: descriptor, serial: serial)
        server.counters.connections.withLock { _ = $0.insert(connection) }
        if server.stopPhase.load(ordering: .sequentiallyConsistent) != .running { connection.requestClose() }
        park(connection, isNew: true)
    }

    /// Watches the listening socket again, unless the server is stopping. Accepting stays paused if the kernel lacks
    /// memory.
    func resumeAccepting() {
        guard server.stopPhase.load(ordering: .sequentiallyConsistent) == .running else { return }
        // Comes first: after the call of `add`, another worker may pause accepting again.
        server.isAcceptingPaused.store(false, ordering: .sequentiallyConsistent)
        do {
            try server.epoll.add(server.socket)
        } catch {
            // EEXIST: another worker has already resumed accepting.
            guard (error as? SystemError)?.code != EEXIST else { return }
            server.isAcceptingPaused.store(true, ordering: .sequentiallyConsistent)
        }
    }

    /// Logs that new connections have to wait, at most once per `shortageLogPeriod`.
    private func logShortage(_ reason: String) {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let last = server.lastShortageLog.load(ordering: .relaxed)
        guard last == 0 || now.tv_sec - last >= Self.shortageLogPeriod,
            server.lastShortageLog.compareExchange(expected: last, desired: now.tv_sec, ordering: .relaxed).exchanged
        else { return }
        server.logger.warning("cannot accept a connection: \(reason); connections wait until others close")
    }
}
