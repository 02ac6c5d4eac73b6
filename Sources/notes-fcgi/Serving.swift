import FastCGI
import Glibc
import Hashing
import Logging
import Notes
import NotesWeb

/// Runs the service: opens the database, starts the server, and waits for a signal to stop.
enum Serving {
    /// How many files the process must be able to open. libdispatch ends the process if it cannot open its files.
    private static let minimumOpenFiles = 64

    /// Serves until a signal stops the service.
    ///
    /// - Throws: an error whose description says in one line why the service cannot start.
    static func run() throws {
        // This comes before the first thread starts, because each new thread inherits the set of blocked signals.
        TerminationSignals.block()
        Allocator.returnFreedMemory()
        LoggingSystem.bootstrap { _ in LineLogHandler() }
        do {
            try serve(ListeningSocket.standardInput())
        } catch is ListeningSocket.NotListening {
            throw UserError(
                "descriptor 0 is not a listening socket; start it as: spawn-fcgi -n -s /tmp/notes.sock -- notes-fcgi, or with deploy/run"
            )
        }
    }

    private static func serve(_ socket: ListeningSocket) throws {
        guard sysconf(CInt(_SC_OPEN_MAX)) >= minimumOpenFiles else {
            throw UserError(
                "this process may open fewer than \(minimumOpenFiles) files; raise the limit: ulimit -n, or LimitNOFILE in systemd"
            )
        }
        let settings = try Settings.load()
        // This comes before the first thread starts, too.
        settings.timeZone.apply()
        let logger = Logger(label: "notes-fcgi")
        if settings.secretKey == nil {
            logger.warning("SECRET_KEY is not set: sessions end when this process ends, because it uses a random key")
        }
        let places = try Places(Processors.count)
        let store = try settings.database.openStore(
            threads: settings.workers, connections: settings.databaseConnections, retention: settings.retention,
            keyFingerprint: Doctor.fingerprint(of: settings), isCancelled: { TerminationSignals.isPending },
            willWait: places.giveUp, willAsk: places.giveUpIfNoneTaken,
            warn: { logger.warning("\($0)") })
        defer { store.close() }
        let counters = ServerCounters()
        let app = try app(
            settings, store: store, willWait: places.giveUp,
            metrics: ProcessMetrics(counters: counters, places: places), logger: logger)

        var configuration = Server.Configuration()
        configuration.maximumBodyBytes = settings.maximumBodyBytes
        configuration.workers = settings.workers
        let server = try Server(
            socket, configuration: configuration, places: places, counters: counters, logger: logger
        ) { app.respond(to: $0) }
        try server.start()
        logger.info("ready: \(settings.database)")
        TerminationSignals.wait()
        if !server.stop() { logger.warning("stopped before some requests were finished, because they took too long") }
    }

    private static func app(
        _ settings: Settings, store: any NoteStore, willWait: @escaping @Sendable () -> Void, metrics: ProcessMetrics,
        logger: Logger
    ) throws -> NotesApp {
        var configuration = NotesApp.Configuration()
        configuration.version = version
        configuration.keyFallbacks = settings.secretKeyFallbacks.map(key)
        configuration.basePath = settings.basePath
        configuration.requiresUser = settings.requiresUser
        configuration.slowRequestMilliseconds = settings.slowRequestMilliseconds
        configuration.willWait = willWait
        configuration.metrics = { metrics.all }
        return NotesApp(
            store: store,
            key: settings.secretKey.map(key) ?? .random(),
            templates: try Templates(directory: "templates"),
            staticVersion: try StaticFiles.version(directory: "static"),
            cacheBytes: settings.answerCacheBytes,
            configuration: configuration,
            logger: logger)
    }

    private static func key(_ text: String) -> SecretKey { SecretKey(Array(text.utf8)) }
}
