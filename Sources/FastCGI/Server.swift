import CFastCGI
import Glibc
public import HTTPValues
public import Logging
import Synchronization

/// A FastCGI responder on libfcgi (FastCGI specification, section 6.2).
///
/// A fixed number of worker threads wait on one epoll(7). Each takes a readable connection, handles one request on it, and
/// parks the connection again. An idle connection therefore holds no thread.
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
        /// How many requests are handled at the same time. Further requests wait in their connections.
        public var workers = 24
        /// The longest request body, in bytes. A longer one is discarded and reported as `Request.Body.tooLarge`.
        public var maximumBodyBytes = 1 << 20
        /// How long a worker waits for the next bytes of a request, or for the client to take the next bytes of a response,
        /// in seconds.
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
    /// How far stopping has come. Only `stop()` changes it.
    let stopPhase = Atomic(StopPhase.running)
    /// How often a worker has taken a readable connection: for a request, or because the client closed it.
    let readableConnections = Atomic(0)
    /// When a shortage of descriptors or memory was last logged, in seconds of the monotonic clock; 0: never.
    let lastShortageLog = Atomic(0)

    /// Prepares a server. It accepts connections once `start()` was called.
    ///
    /// - Parameters:
    ///   - socket: stays open after the server has stopped.
    ///   - logger: gets warnings about connections that cannot be accepted or served.
    ///   - respond: returns the response to a request. Worker threads call it, several at the same time. It may block.
    /// - Throws: `SystemError` if epoll_create1(2), eventfd(2) or epoll_ctl(2) fails.
    public init(
        _ socket: ListeningSocket, configuration: Configuration = Configuration(),
        counters: ServerCounters = ServerCounters(), logger: Logger, respond: @escaping @Sendable (Request) -> Response
    ) throws {
        _ = Self.initializeLibrary
        self.socket = socket
        self.configuration = configuration
        self.counters = counters
        self.logger = logger
        self.respond = respond
        epoll = try Epoll()
        try epoll.add(socket)
    }

    /// Starts the workers and returns. If only some of them can be started, the server runs with those and logs an error.
    ///
    /// - Throws: `SystemError` of pthread_create(3) if no worker can be started.
    public func start() throws {
        for _ in 0..<configuration.workers {
            do {
                try Worker.start(for: self)
            } catch {
                if counters.workerCount == 0 { throw error }
                logger.error("cannot start a worker thread: \(error)")
            }
        }
    }

    /// Initializes libfcgi, once per process.
    ///
    /// `FCGX_Init` installs signal handlers, which this removes. With SIGPIPE ignored, writing to a closed connection is an
    /// error of send(2). `TerminationSignals` waits for the other signals.
    private static let initializeLibrary: Void = {
        FCGX_Init()
        signal(SIGPIPE, SIG_IGN)
        signal(SIGUSR1, SIG_DFL)
        signal(SIGTERM, SIG_DFL)
    }()
}
