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

    /// The size of the thread's stack, in bytes: enough for a handler that decodes deeply nested input.
    private static let stackSize = 2 << 20

    private init(of server: Server) {
        self.server = server
        FCGX_InitRequest(request, -1, 0)
    }

    deinit {
        request.deallocate()
    }

    /// Starts a worker on a detached POSIX thread. Foundation's `Thread` would make this target depend on Foundation.
    ///
    /// - Throws: `SystemError` of pthread_create(3).
    static func start(for server: Server) throws {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackSize)
        pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))

        let worker = Unmanaged.passRetained(Worker(of: server))
        server.counters.workers.add(1, ordering: .relaxed)
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                if let argument { Unmanaged<Worker>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, worker.toOpaque())
        guard code == 0 else {
            server.counters.workers.subtract(1, ordering: .relaxed)
            worker.release()
            throw SystemError(call: "pthread_create", code: code)
        }
    }

    /// Waits for a readable socket, and accepts a connection or handles a request, until the server has stopped.
    private func run() {
        defer { server.counters.workers.subtract(1, ordering: .releasing) }
        var hasPausedAccepting = false
        while server.stopPhase.load(ordering: .acquiring) != .ended {
            let readable = server.epoll.wait(milliseconds: hasPausedAccepting ? Self.acceptPause : -1)
            if hasPausedAccepting { hasPausedAccepting = !resumeAccepting() }
            guard let readable else { continue }
            if readable == server.socket.connection {
                hasPausedAccepting = !accept()
            } else {
                handleRequest(on: readable)
            }
        }
    }

    /// Handles one request on a readable connection, then parks or closes the connection.
    private func handleRequest(on connection: Connection) {
        server.counters.busy.add(1, ordering: .sequentiallyConsistent)
        defer { server.counters.busy.subtract(1, ordering: .sequentiallyConsistent) }
        guard server.stopPhase.load(ordering: .sequentiallyConsistent) != .ended else { return }
        server.readableConnections.add(1, ordering: .sequentiallyConsistent)

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
        let isReusable = Exchange(request: request, server: server).run()
        if !isReusable || server.stopPhase.load(ordering: .relaxed) >= .closingAfterResponse {
            request.pointee.keepConnection = 0
        }
        FCGX_Finish_r(request)
        if request.pointee.ipcFd >= 0 {
            request.pointee.ipcFd = -1
            // Once the connection is parked, another worker may use it. So the close request has to come first.
            if server.stopPhase.load(ordering: .sequentiallyConsistent) != .running { connection.requestClose() }
            park(connection, isNew: false)
        } else {
            server.counters.connections.withLock { _ = $0.remove(connection) }
        }
    }

    /// Parks a connection: the epoll reports the connection's next request to any worker.
    func park(_ connection: Connection, isNew: Bool) {
        do {
            try server.epoll.arm(connection, isNew: isNew)
        } catch {
            server.logger.warning("cannot wait for requests on a connection, and closes it: \(error)")
            server.counters.connections.withLock { _ = $0.remove(connection) }
            close(connection.descriptor)
        }
    }
}
