import Notes
import NotesSQLite

#if PostgreSQL
import NotesPostgres
#endif

/// The database that `DATABASE_URL` names. No other file of this program knows which kinds of database exist.
enum Database: Equatable, CustomStringConvertible {
    /// An SQLite file. Its path is absolute, or relative to the working directory.
    case sqlite(path: String)
    #if PostgreSQL
    case postgres(ServerAddress)
    #endif

    /// - Parameter url: an address in the form of SQLAlchemy: `sqlite:///` and a path. So before an absolute path, the
    ///   address has four slashes. Or an address of libpq, such as `postgresql://notes@db.example.org/notes`.
    /// - Throws: `UserError`. Its text does not contain the address, because an address may contain a password.
    init(url: String) throws(UserError) {
        if url.hasPrefix("postgresql://") || url.hasPrefix("postgres://") {
            #if PostgreSQL
            self = .postgres(try ServerAddress(url: url))
            return
            #else
            throw UserError(
                "DATABASE_URL: this program was built without PostgreSQL; build it with swift build --traits PostgreSQL, or install the package of deploy/package"
            )
            #endif
        }
        let scheme = "sqlite:///"
        let path = url.dropFirst(scheme.count)
        guard url.hasPrefix(scheme), !path.isEmpty, !path.contains("?"), !path.contains("\0"), !path.hasPrefix(":")
        else {
            throw UserError(
                "DATABASE_URL: it must be sqlite:/// and a file's path, as in sqlite:///notes.db or sqlite:////var/lib/notes/notes.db, or begin with postgresql://"
            )
        }
        self = .sqlite(path: String(path))
    }

    /// The database's name in messages.
    var description: String {
        switch self {
        case .sqlite(let path): path
        #if PostgreSQL
        case .postgres(let address): address.description
        #endif
        }
    }

    /// The hosts of the database's server, or the folders of its unix sockets. Empty if the database is a file.
    var hosts: [String] {
        switch self {
        case .sqlite: []
        #if PostgreSQL
        case .postgres(let address): address.hosts
        #endif
        }
    }

    /// Opens the database for the service. Creates it if it does not exist.
    ///
    /// - Parameters:
    ///   - threads: the number of threads that use the store at the same time.
    ///   - connections: how many connections to a server the store opens at most.
    ///   - retention: how long the store keeps the history and the trash.
    ///   - keyFingerprint: see `keyFingerprints`.
    ///   - isCancelled: called while another process has the database locked.
    ///   - willWait: called on the calling thread before the store waits.
    ///   - willAsk: called instead before a short wait for an answer that serves all requests that the thread has taken.
    ///   - warn: called with a line for the administrator.
    /// - Throws: `UserError`; `CancellationError` once `isCancelled` returns true.
    func openStore(
        threads: Int, connections: Int, retention: Retention, keyFingerprint: String, isCancelled: () -> Bool,
        willWait: @escaping @Sendable () -> Void, willAsk: @escaping @Sendable () -> Void,
        warn: @escaping @Sendable (String) -> Void
    ) throws -> any NoteStore {
        switch self {
        case .sqlite(let path):
            return try SQLiteNoteStore(
                path: path, threads: threads, retention: retention, isCancelled: isCancelled, willWait: willWait)
        #if PostgreSQL
        case .postgres(var address):
            address.applicationName = Self.applicationName + keyFingerprint
            return try PostgresNoteStore(
                address, connections: connections, retention: retention, isCancelled: isCancelled, willWait: willWait,
                willAsk: willAsk, warn: warn)
        #endif
        }
    }

    /// The fingerprints of the keys of all responders that use the database now. Empty if the database is a file.
    func keyFingerprints() throws -> Set<String> {
        switch self {
        case .sqlite: return []
        #if PostgreSQL
        case .postgres(let address):
            let names = try PostgresNoteArchive(address).applicationNames()
            return Set(
                names.filter { $0.hasPrefix(Self.applicationName) }.map {
                    String($0.dropFirst(Self.applicationName.utf8.count))
                })
        #endif
        }
    }

    #if PostgreSQL
    /// The beginning of a responder's application name. The fingerprint of its key follows.
    private static let applicationName = "notes key "
    #endif

    /// The database as a whole, for the commands.
    var archive: any NoteArchive {
        switch self {
        case .sqlite(let path): SQLiteNoteArchive(path: path)
        #if PostgreSQL
        case .postgres(let address): PostgresNoteArchive(address)
        #endif
        }
    }
}
