import Crypto
import FastCGI
import Glibc
import Logging
import NotesSQLite
import NotesWeb

/// The service.
enum Serving {
    /// Nothing that speaks FastCGI started this process.
    struct NoSocket: Error, CustomStringConvertible {
        let description =
            "descriptor 0 is no listening socket; start it as: spawn-fcgi -n -s /tmp/notes.sock -- notes-fcgi, or with deploy/run"
    }

    /// Serves until a signal ends it.
    ///
    /// - Throws: whatever says in one line why it cannot start.
    static func run() throws {
        // Before anything starts a thread.
        TerminationSignals.block()
        LoggingSystem.bootstrap { _ in LineLogHandler() }
        do {
            try serve(ListeningSocket.standardInput())
        } catch is ListeningSocket.NotListening {
            throw NoSocket()
        }
    }

    /// SQLite, epoll and libdispatch need some from the beginning; libdispatch ends the process where it gets none.
    struct TooFewFiles: Error, CustomStringConvertible {
        static let needed = 64
        let description =
            "this process may open fewer than \(needed) files; let it open more: ulimit -n, or LimitNOFILE in systemd"
    }

    private static func serve(_ socket: ListeningSocket) throws {
        guard sysconf(CInt(_SC_OPEN_MAX)) >= TooFewFiles.needed else { throw TooFewFiles() }
        let settings = try Settings.load()
        let logger = Logger(label: "notes-fcgi")
        if settings.secretKey == nil {
            logger.warning("SECRET_KEY is not set: this process makes one up, and sessions end with it")
        }
        let store = try SQLiteNoteStore(path: settings.databasePath, threads: settings.workers) {
            Interruption.isPending
        }
        var appConfiguration = NotesApp.Configuration()
        appConfiguration.keyFallbacks = settings.secretKeyFallbacks.map(key)
        appConfiguration.requiresUser = settings.requiresUser
        appConfiguration.slowRequestMilliseconds = settings.slowRequestMilliseconds
        let counters = ServerCounters()
        let process = ProcessMetrics(counters: counters)
        appConfiguration.metrics = { process.all }
        let app = NotesApp(
            store: store,
            key: settings.secretKey.map(key) ?? SymmetricKey(size: .bits256),
            templates: try Templates(directory: "templates"),
            staticVersion: try StaticFiles.version(directory: "static"),
            cacheBytes: settings.answerCacheBytes,
            configuration: appConfiguration,
            logger: logger)

        var configuration = Server.Configuration()
        configuration.maximumBodyBytes = settings.maximumBodyBytes
        configuration.workers = settings.workers
        let server = try Server(socket, configuration: configuration, counters: counters, logger: logger) {
            app.respond(to: $0)
        }
        try server.start()
        logger.info("ready: \(settings.databasePath)")
        TerminationSignals.wait()
        if !server.stop() { logger.warning("some requests took too long to be answered before the end") }
        store.close()
    }

    private static func key(_ text: String) -> SymmetricKey { SymmetricKey(data: Array(text.utf8)) }
}
