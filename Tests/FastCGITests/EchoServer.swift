import Glibc
import Logging
import TestSupport

@testable import FastCGI

/// A server with an `EchoHandler`, on a socket in a temporary folder.
final class EchoServer: Sendable {
    let server: Server
    let handler: EchoHandler
    let counters = ServerCounters()
    let places: Places
    /// The descriptor of the listening socket.
    let listener: CInt
    private let folder: TemporaryDirectory

    /// Starts the server.
    ///
    /// - Parameter isWatched: whether the server has a watchdog.
    init(
        workers: Int = 4, places: Int = 2, isWatched: Bool = true, maximumBodyBytes: Int = 1 << 20, timeout: Int = 10,
        drainTimeout: Int = 10
    )
        throws
    {
        self.places = try Places(places)
        handler = EchoHandler(self.places)
        folder = try TemporaryDirectory()
        listener = try UnixSocket.listen(at: folder.file("echo.sock"))
        var configuration = Server.Configuration()
        configuration.workers = workers
        configuration.maximumBodyBytes = maximumBodyBytes
        configuration.timeout = timeout
        configuration.drainTimeout = drainTimeout
        server = try Server(
            ListeningSocket(descriptor: listener), configuration: configuration, places: self.places,
            counters: counters, logger: Logger(label: "FastCGITests"), respond: handler.respond)
        // Each worker takes as many connections as it can, even if handling them takes long.
        try server.start(isWatched: isWatched, pace: Pace(budget: 1_000_000_000))
    }

    deinit {
        handler.openGate()
        server.stop()
        close(listener)
    }

    func connect() throws -> FastCGIConnection {
        try FastCGIConnection(to: folder.file("echo.sock"), of: self)
    }

    /// Sends a request for `/wait` on a new connection and waits until a worker handles it.
    func connectAndWait(_ target: String = "/wait") throws -> FastCGIConnection {
        let connection = try connect()
        try connection.socket.send(FastCGIRequest("GET", target).bytes)
        try waitUntil("a worker handles the request") { handler.targets.contains(target) }
        return connection
    }

    /// Sends quick requests. After that, a worker takes several connections at a time.
    func warmUp(requests: Int = 100) throws {
        let connection = try connect()
        for _ in 0..<requests { _ = try connection.send(FastCGIRequest("GET", "/")) }
    }

    /// Waits until no connection is open any more.
    func waitUntilAllConnectionsAreClosed() throws {
        try waitUntil("all connections are closed") { counters.parkedConnections == 0 && counters.busyWorkers == 0 }
    }
}
