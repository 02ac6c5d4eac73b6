import Glibc
import Synchronization

/// Lets other requests run while all places are held for long: by workers that wait without having called
/// `Places.giveUp()`, for example for a slow disk, or by long computations.
///
/// The watchdog is a thread that looks at the server every few milliseconds. If a request waits and no worker has begun
/// a request since the last look, the watchdog takes the place of one worker, and another one wakes up. Without this,
/// two long searches on two processors would hold up everything else. As long as any worker begins requests, the others
/// keep their places. But if a worker has begun none since the last look, other workers get its `TakenConnections`.
/// While there are no requests, the watchdog sleeps.
final class Watchdog: Sendable {
    /// The time between two looks, in microseconds.
    private static let period: UInt32 = 4000
    /// After this many looks without a request, the watchdog sleeps until the next request.
    private static let idleLooks = 25

    private let sleeps = Atomic(false)
    private let alarm = Semaphore(0)

    var isAsleep: Bool { sleeps.load(ordering: .sequentiallyConsistent) }

    /// Wakes the watchdog if it sleeps. Each worker calls this after it has counted a request as begun, and
    /// `Server.stop()` in the end.
    func wake() {
        if isAsleep && sleeps.exchange(false, ordering: .sequentiallyConsistent) { alarm.signal() }
    }

    /// Watches a server until it has stopped.
    func run(_ server: Server) {
        while server.stopPhase.load(ordering: .acquiring) != .ended {
            let begun = watch(server)
            // A worker first counts its request, then reads `isAsleep`. This thread first sets `isAsleep`, then reads
            // the count. So either this thread sees the request, or the worker wakes this thread. The same holds for
            // `Server.stop()` and the phase.
            sleeps.store(true, ordering: .sequentiallyConsistent)
            if server.readableConnections.load(ordering: .sequentiallyConsistent) != begun
                || server.stopPhase.load(ordering: .sequentiallyConsistent) == .ended
            {
                wake()
            }
            alarm.wait()
        }
    }

    /// Looks at the server until it has had no request for a while. Returns the number of requests begun so far.
    private func watch(_ server: Server) -> Int {
        var begun = server.readableConnections.load(ordering: .relaxed)
        var idleLooks = 0
        while idleLooks < Self.idleLooks && server.stopPhase.load(ordering: .relaxed) != .ended {
            usleep(Self.period)
            server.places.giveBackHeldUp()
            let last = begun
            begun = server.readableConnections.load(ordering: .relaxed)
            if begun != last {
                idleLooks = 0
            } else if server.epoll.hasReadable {
                server.places.takeAway()
            } else if server.counters.busyWorkers == 0 {
                idleLooks += 1
            }
        }
        return begun
    }
}
