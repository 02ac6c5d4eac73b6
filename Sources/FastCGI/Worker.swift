import CFastCGI
import Glibc
import Locking
import Logging
import Synchronization

/// A worker thread of a server.
final class Worker {
    let server: Server
    /// libfcgi's state of a request. A worker reuses it for all its requests.
    private let request = UnsafeMutablePointer<FCGX_Request>.allocate(capacity: 1)
    private let taken: TakenConnections
    private var pace: Pace
    /// When the taken connections had become readable at the latest.
    private var arrival = ContinuousClock.now
    /// After this time, a worker gives the connections back that it has not handled yet.
    private static let patience = Duration.milliseconds(1)

    private init(of server: Server, _ pace: Pace) {
        self.server = server
        self.pace = pace
        taken = TakenConnections { server.park($0, isNew: false) }
        FCGX_InitRequest(request, -1, 0)
    }

    deinit {
        request.deallocate()
    }

    /// Starts a worker on a thread of its own.
    ///
    /// - Throws: `SystemError` of pthread_create(3).
    static func start(for server: Server, _ pace: Pace) throws {
        server.counters.workers.add(1, ordering: .relaxed)
        do {
            try DetachedThread.start { Worker(of: server, pace).run() }
        } catch {
            server.counters.workers.subtract(1, ordering: .relaxed)
            throw error
        }
    }

    /// Waits for readable sockets, and accepts connections or handles requests, until the server has stopped.
    private func run() {
        // A worker that wakes up must not interrupt nginx, which is about to send more requests. This saves many switches
        // between the two. If the system forbids it, the server is slower.
        _ = cfastcgi_schedule_as_batch()
        let holder = server.places.addWorker(taken)
        defer {
            server.places.remove(holder)
            server.counters.workers.subtract(1, ordering: .releasing)
        }
        while true {
            server.places.take(holder)
            guard server.stopPhase.load(ordering: .acquiring) != .ended else { return }
            let readable = server.epoll.wait(most: pace.most)
            arrival = .now
            taken.add(readable)
            var handled = 0
            while let next = taken.next() {
                if next == server.socket.connection {
                    if !accept() { pauseAccepting() }
                } else {
                    handleRequest(on: next)
                }
                handled += 1
                if handled < readable.count && .now - arrival > Self.patience { taken.giveBackAll() }
            }
            pace.add(handled, of: readable.count)
        }
    }

    /// Handles one request on a readable connection, then parks or closes the connection.
    private func handleRequest(on connection: Connection) {
        server.counters.busy.add(1, ordering: .sequentiallyConsistent)
        defer { server.counters.busy.subtract(1, ordering: .sequentiallyConsistent) }
        guard server.stopPhase.load(ordering: .sequentiallyConsistent) != .ended else { return }
        server.readableConnections.add(1, ordering: .sequentiallyConsistent)
        server.watchdog.wake()

        request.pointee.ipcFd = connection.descriptor
        // FCGX_Accept_r first finishes the previous request. Without this flag, that step would close the descriptor.
        request.pointee.keepConnection = 1
        // Without FCGX_Detach, libfcgi waits up to two seconds for the client whenever it closes a connection.
        FCGX_Detach(request)
        guard FCGX_Accept_r(request) == 0 else {
            // The client closed the connection or sent bad records. libfcgi closed the descriptor and then tried to
            // accept another connection on descriptor -1 (see `init`), which failed.
            request.pointee.ipcFd = -1
            server.counters.connections.withLock { _ = $0.remove(connection) }
            return
        }
        let isReusable = Exchange(request: request, server: server, arrival: arrival).run()
        if !isReusable || server.stopPhase.load(ordering: .relaxed) >= .closingAfterResponse {
            request.pointee.keepConnection = 0
        }
        FCGX_Finish_r(request)
        if request.pointee.ipcFd >= 0 {
            request.pointee.ipcFd = -1
            // Once the connection is parked, another worker may use it. So the close request has to come first.
            if server.stopPhase.load(ordering: .sequentiallyConsistent) != .running { connection.requestClose() }
            server.park(connection, isNew: false)
        } else {
            server.counters.connections.withLock { _ = $0.remove(connection) }
        }
    }
}
