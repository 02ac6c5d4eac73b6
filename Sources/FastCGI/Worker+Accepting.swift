import CFastCGI
import Glibc
import Locking
import Logging
import Synchronization

extension Worker {
    /// How long accepting pauses after descriptors or memory ran out, in microseconds.
    private static let acceptPause: UInt32 = 100_000
    /// The shortest time between two log messages about a shortage of descriptors or memory, in seconds.
    private static let shortageLogPeriod = 60

    /// Accepts a connection and parks it until its first request arrives.
    ///
    /// - Returns: false if descriptors or memory ran out (accept(2): EMFILE, ENFILE, ENOBUFS, ENOMEM).
    func accept() -> Bool {
        server.counters.busy.add(1, ordering: .sequentiallyConsistent)
        defer { server.counters.busy.subtract(1, ordering: .sequentiallyConsistent) }
        // While the server stops, the connection stays in the queue, for the next process.
        guard server.stopPhase.load(ordering: .sequentiallyConsistent) == .running else { return true }
        let descriptor = cfastcgi_accept(server.socket.descriptor)
        guard descriptor >= 0 else {
            guard [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) else { return true }
            logShortage(String(cString: strerror(errno)))
            return false
        }
        var timeout = timeval(tv_sec: server.configuration.timeout, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, size)
        let serial = server.counters.accepted.wrappingAdd(1, ordering: .relaxed).newValue
        let connection = Connection(descriptor: descriptor, serial: serial)
        server.counters.connections.withLock { _ = $0.insert(connection) }
        if server.stopPhase.load(ordering: .sequentiallyConsistent) != .running { connection.requestClose() }
        server.park(connection, isNew: true)
        return true
    }

    /// Stops watching the listening socket for `acceptPause`. Otherwise, the connections in its queue would wake the
    /// workers without end. Other workers handle requests meanwhile.
    func pauseAccepting() {
        server.places.giveUp()
        server.epoll.remove(server.socket)
        repeat {
            usleep(Self.acceptPause)
            guard server.stopPhase.load(ordering: .sequentiallyConsistent) == .running else { return }
        } while !resumeAccepting()
    }

    /// Watches the listening socket again. Returns false if the kernel lacks memory.
    private func resumeAccepting() -> Bool {
        do {
            try server.epoll.add(server.socket)
            return true
        } catch {
            // EEXIST: another worker has already resumed accepting.
            return (error as? SystemError)?.code == EEXIST
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
