import CFastCGI
import Glibc
public import HTTPValues
public import Logging
import Synchronization

/// A FastCGI responder on libfcgi: one epoll and a fixed number of worker threads, each of which takes a readable
/// connection, answers one request on it, and parks it again. An idle connection holds no thread.
///
/// ```swift
/// TerminationSignals.block()
/// let socket = try ListeningSocket.standardInput()
/// let server = try Server(socket, logger: logger) { request in Response(body: Array("Hello".utf8)) }
/// try server.start()
/// TerminationSignals.wait()
/// server.stop()
/// ```
public final class Server: Sendable {
    public struct Configuration: Sendable {
        /// Requests that are answered at the same time; more wait in their connections.
        public var workers = 24
        /// A longer request body is thrown away and reported as `Request.Body.tooLarge`, in bytes.
        public var maximumBodyBytes = 1 << 20
        /// How long a worker waits for the next bytes of a request, or to send the next of a response, in seconds.
        public var timeout = 10
        /// How long `stop()` waits for the requests that are being answered, in seconds.
        public var drainTimeout = 4

        public init() {}
    }

    /// A stopping server is drained when all connections are closed, or when this long nothing ran and nothing arrived.
    private static let quietPeriod = Duration.milliseconds(200)
    /// How long a stopping server keeps the connections of a client that goes on sending requests.
    private static let farewellPeriod = Duration.seconds(1)
    /// How long no connection is accepted after descriptors or memory ran out, in milliseconds.
    private static let acceptPause: CInt = 100
    /// It says so once in this time, in seconds.
    private static let shortagePeriod = 60
    /// Enough for a handler that decodes deeply nested input, in bytes.
    private static let stackSize = 2 << 20

    let configuration: Configuration
    let logger: Logger
    let respond: @Sendable (Request) -> Response
    private let socket: ListeningSocket
    private let epoll: Epoll
    private let load: ServerLoad
    private let isStopping = Atomic(false)
    /// A stopping server closes each connection after its next response from now on.
    private let isClosing = Atomic(false)
    private let isDrained = Atomic(false)
    /// When it was last logged that descriptors or memory ran out, in seconds of the monotonic clock; 0: never.
    private let lastShortage = Atomic(0)
    /// Requests so far, and connections that turned out to be over.
    private let served = Atomic(0)

    /// - Parameters:
    ///   - load: of this server alone.
    ///   - respond: answers a request, on any of the worker threads.
    /// - Throws: `SystemError` if the kernel refuses an epoll or the socket.
    public init(
        _ socket: ListeningSocket, configuration: Configuration = Configuration(), load: ServerLoad = ServerLoad(),
        logger: Logger, respond: @escaping @Sendable (Request) -> Response
    ) throws {
        _ = Self.initializeLibrary
        self.socket = socket
        self.configuration = configuration
        self.load = load
        self.logger = logger
        self.respond = respond
        epoll = try Epoll()
        try epoll.add(socket)
    }

    /// Starts the workers and returns.
    ///
    /// - Throws: `SystemError` if there is not even one.
    public func start() throws {
        for _ in 0..<configuration.workers {
            load.workers.add(1, ordering: .relaxed)
            let isStarted = startThread(stackSize: Self.stackSize) {
                self.work()
                self.load.workers.subtract(1, ordering: .releasing)
            }
            if !isStarted {
                load.workers.subtract(1, ordering: .relaxed)
                let error = SystemError(call: "pthread_create", code: errno)
                if load.workerCount == 0 { throw error }
                logger.error("cannot start a worker thread: \(error)")
            }
        }
    }

    /// Accepts no more connections, answers what has arrived, and closes every connection. The listening socket stays
    /// open and its queue untouched: it belongs to whoever started this process.
    ///
    /// A connection that is simply closed may have been given a request just before, which is lost then; nginx sends no POST
    /// twice. So the clients are asked to close first, and answered until they do.
    ///
    /// - Returns: whether every request was answered within the drain timeout.
    @discardableResult
    public func stop() -> Bool {
        isStopping.store(true, ordering: .sequentiallyConsistent)
        epoll.remove(socket)
        load.connections.sayFarewell()
        let start = ContinuousClock.now
        let deadline = start + .seconds(configuration.drainTimeout)
        func wait(until condition: () -> Bool) -> Bool {
            while !condition() {
                guard ContinuousClock.now < deadline else { return false }
                usleep(1000)
            }
            return true
        }
        var lastServed = -1
        var quietSince = start
        let isQuiet = wait {
            let now = ContinuousClock.now
            if now - start >= Self.farewellPeriod { isClosing.store(true, ordering: .relaxed) }
            let served = served.load(ordering: .sequentiallyConsistent)
            if served != lastServed || load.busy.load(ordering: .sequentiallyConsistent) != 0 {
                lastServed = served
                quietSince = now
                return false
            }
            return load.connections.isEmpty || now - quietSince >= Self.quietPeriod
        }
        // A worker says that it is busy before it looks whether the server is drained: one of the two sees the other.
        isDrained.store(true, ordering: .sequentiallyConsistent)
        guard isQuiet, wait(until: { load.busy.load(ordering: .sequentiallyConsistent) == 0 }) else { return false }
        load.connections.closeAll()
        epoll.wakeAll()
        return wait { load.workers.load(ordering: .acquiring) == 0 }
    }

    /// One worker: waits, takes what is ready, and goes on, until the server is drained.
    private func work() {
        let request = UnsafeMutablePointer<FCGX_Request>.allocate(capacity: 1)
        FCGX_InitRequest(request, -1, 0)
        defer { request.deallocate() }
        var resumesAccepting = false
        while !isDrained.load(ordering: .acquiring) {
            let ready = epoll.wait(milliseconds: resumesAccepting ? Self.acceptPause : -1)
            if resumesAccepting { resumesAccepting = !mayAccept() }
            guard let ready else { continue }
            if ready == socket.connection {
                resumesAccepting = !accept()
            } else {
                serve(ready, request)
            }
        }
    }

    /// Waits for connections again, unless the server is stopping.
    ///
    /// - Returns: false where there is no memory for it.
    private func mayAccept() -> Bool {
        guard !isStopping.load(ordering: .sequentiallyConsistent) else { return true }
        do {
            try epoll.add(socket)
            return true
        } catch {
            // Another worker was as fast.
            return (error as? SystemError)?.code == EEXIST
        }
    }

    /// Accepts a connection and parks it until its request arrives.
    ///
    /// - Returns: false where descriptors or memory ran out. The listening socket is no longer waited for then, since the
    ///   connections in its queue would wake the workers all the time.
    private func accept() -> Bool {
        load.busy.add(1, ordering: .sequentiallyConsistent)
        defer { load.busy.subtract(1, ordering: .sequentiallyConsistent) }
        // It stays in the queue, for the next process.
        guard !isStopping.load(ordering: .sequentiallyConsistent) else { return true }
        let descriptor = cfastcgi_accept(socket.descriptor)
        guard descriptor >= 0 else {
            guard [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) else { return true }
            let reason = String(cString: strerror(errno))
            epoll.remove(socket)
            warnOfShortage(reason)
            return false
        }
        var timeout = timeval(tv_sec: configuration.timeout, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, size)
        let connection = load.connections.add(descriptor)
        if isStopping.load(ordering: .sequentiallyConsistent) { connection.sayFarewell() }
        park(connection, isNew: true)
        return true
    }

    /// Logs that connections wait, but not each time that one does.
    private func warnOfShortage(_ reason: String) {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let last = lastShortage.load(ordering: .relaxed)
        guard last == 0 || now.tv_sec - last >= Self.shortagePeriod,
            lastShortage.compareExchange(expected: last, desired: now.tv_sec, ordering: .relaxed).exchanged
        else { return }
        logger.warning("cannot accept a connection: \(reason); connections wait until others close")
    }

    /// Answers one request of a readable connection, then parks it or closes it.
    private func serve(_ connection: Connection, _ request: UnsafeMutablePointer<FCGX_Request>) {
        load.busy.add(1, ordering: .sequentiallyConsistent)
        defer { load.busy.subtract(1, ordering: .sequentiallyConsistent) }
        guard !isDrained.load(ordering: .sequentiallyConsistent) else { return }
        served.add(1, ordering: .sequentiallyConsistent)

        request.pointee.ipcFd = connection.descriptor
        // Accept_r begins by finishing the request before, which would close the descriptor.
        request.pointee.keepConnection = 1
        guard FCGX_Accept_r(request) == 0 else {
            // End of file or bad input: libfcgi has closed the connection and failed to accept another from -1.
            request.pointee.ipcFd = -1
            load.connections.remove(connection)
            return
        }
        let mayKeep = Exchange(request, server: self).run()
        if !mayKeep || isClosing.load(ordering: .relaxed) { request.pointee.keepConnection = 0 }
        // libfcgi would linger on close for up to two seconds.
        if request.pointee.keepConnection == 0 { FCGX_Detach(request) }
        FCGX_Finish_r(request)
        if request.pointee.ipcFd >= 0 {
            request.pointee.ipcFd = -1
            // Before it is parked: then it is another worker's.
            if isStopping.load(ordering: .sequentiallyConsistent) { connection.sayFarewell() }
            park(connection, isNew: false)
        } else {
            load.connections.remove(connection)
        }
    }

    private func park(_ connection: Connection, isNew: Bool) {
        do {
            try epoll.arm(connection, isNew: isNew)
        } catch {
            logger.warning("cannot wait for a connection: \(error)")
            load.connections.remove(connection)
            close(connection.descriptor)
        }
    }

    /// Once for the process. libfcgi installs handlers for signals, which are taken back: a closed connection is an error of
    /// write(2), and `TerminationSignals` waits for the others.
    private static let initializeLibrary: Void = {
        FCGX_Init()
        signal(SIGPIPE, SIG_IGN)
        signal(SIGUSR1, SIG_DFL)
        signal(SIGTERM, SIG_DFL)
    }()
}
