import CFastCGI
import Glibc
public import HTTPValues
import Locking
public import Logging
import Synchronization

/// A FastCGI responder on libfcgi (FastCGI specification, section 6.2).
///
/// A fixed number of worker threads share one epoll(7). As many of them as there are `places` wait on it. Each takes some
/// readable connections, handles one request on each of them, and parks it (gives it back to the epoll). An idle
/// connection therefore holds no thread.
///
/// The handler may compute. Before it waits for something, it should call `Places.giveUp()`, so that another worker can
/// run meanwhile. If it takes long and other requests wait, the `Watchdog` takes its place away.
///
/// ```swift
/// TerminationSignals.block()
/// let socket = try ListeningSocket.standardInput()
/// let server = try Server(socket, places: try Places(2), logger: logger) { request in Response(body: Array("Hello".utf8)) }
/// try server.start()
/// TerminationSignals.wait()
/// server.stop()
/// ```
public final class Server: Sendable {
    public struct Configuration: Sendable {
        /// The most requests in progress, including those that wait. Further requests wait in their connections. With
        /// the default, 32 writes can wait for a commit while other requests run. A sleeping worker costs little.
        public var workers = 48
        /// The longest request body, in bytes. A longer body is discarded and reported as `Request.Body.tooLarge`.
        public var maximumBodyBytes = 1 << 20
        /// How long a worker waits for the client to send more of a request or to take more of a response, in seconds.
        public var timeout = 10
        /// The longest time that `stop()` takes, in seconds. Choose less than the service manager's own stop timeout.
        public var drainTimeout = 4

        public init() {}
    }

    let configuration: Configuration
    let logger: Logger
    let respond: @Sendable (Request) -> Response
    let socket: ListeningSocket
    let epoll: Epoll
    let counters: ServerCounters
    let places: Places
    let watchdog = Watchdog()
    /// How far stopping has come. Only `stop()` changes it.
    let stopPhase = Atomic(StopPhase.running)
    /// How often a worker has taken a readable connection: for a request, or because the client closed it.
    let readableConnections = Atomic(0)
    /// When a shortage of descriptors or memory was last logged, in seconds of the monotonic clock; 0: never.
    let lastShortageLog = Atomic(0)

    /// Creates a server, which accepts connections after the call of `start()`.
    ///
    /// - Parameters:
    ///   - socket: the server never closes it.
    ///   - places: how many workers run at the same time. Each server needs places of its own.
    ///   - logger: gets warnings about connections that cannot be accepted or served.
    ///   - respond: returns the response to a request. Worker threads call it, several at the same time. It may block.
    /// - Throws: `SystemError` if epoll_create1(2), eventfd(2) or epoll_ctl(2) fails.
    public init(
        _ socket: ListeningSocket, configuration: Configuration = Configuration(), places: Places,
        counters: ServerCounters = ServerCounters(), logger: Logger, respond: @escaping @Sendable (Request) -> Response
    ) throws {
        _ = Self.initializeLibrary
        self.socket = socket
        self.configuration = configuration
        self.places = places
        self.counters = counters
        self.logger = logger
        self.respond = respond
        epoll = try Epoll()
        try epoll.add(socket)
    }

    /// Starts the threads and returns. If only some of the workers start, the server runs with fewer and logs errors.
    ///
    /// - Throws: `SystemError` of pthread_create(3) if the watchdog or the first worker cannot be started.
    public func start() throws {
        try start(isWatched: true)
    }

    /// - Parameters:
    ///   - isWatched: whether to start the watchdog. Tests can do without.
    ///   - pace: of each worker at the beginning.
    func start(isWatched: Bool, pace: Pace = Pace()) throws {
        if isWatched { try DetachedThread.start { self.watchdog.run(self) } }
        for _ in 0..<configuration.workers {
            do {
                try Worker.start(for: self, pace)
            } catch {
                if counters.workerCount == 0 { throw error }
                logger.error("cannot start a worker thread: \(error)")
            }
        }
    }

    /// Parks a connection: the epoll reports the connection's next request to any worker.
    ///
    /// - Parameter connection: may be the listening socket, which the epoll reports in any case.
    func park(_ connection: Connection, isNew: Bool) {
        guard connection != socket.connection else { return }
        do {
            try epoll.arm(connection, isNew: isNew)
        } catch {
            // `stop()` may have closed the connection by now.
            guard counters.connections.withLock({ $0.remove(connection) }) != nil else { return }
            logger.warning("cannot wait for requests on a connection, and closes it: \(error)")
            close(connection.descriptor)
        }
    }

    /// Initializes libfcgi, once per process.
    ///
    /// Replaces the signal handlers that `FCGX_Init` installs. Because SIGPIPE is ignored, send(2) on a closed
    /// connection returns an error instead of ending the process. `TerminationSignals` waits for SIGTERM.
    private static let initializeLibrary: Void = {
        FCGX_Init()
        signal(SIGPIPE, SIG_IGN)
        signal(SIGUSR1, SIG_DFL)
        signal(SIGTERM, SIG_DFL)
    }()
}
