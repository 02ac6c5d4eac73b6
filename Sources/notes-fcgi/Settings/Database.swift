import Notes
import NotesSQLite

/// The database that `DATABASE_URL` names. No other file of this program knows which kinds of database exist.
enum Database: Equatable, CustomStringConvertible {
    /// An SQLite file. Its path is absolute, or relative to the working directory.
    case sqlite(path: String)

    /// - Parameter url: an address in the form of SQLAlchemy: `sqlite:///` and a path. So before an absolute path, the
    ///   address has four slashes.
    /// - Throws: `UserError`. Its text does not contain the address, because an address may contain a password.
    init(url: String) throws(UserError) {
        let scheme = "sqlite:///"
        let path = url.dropFirst(scheme.count)
        guard url.hasPrefix(scheme), !path.isEmpty, !path.contains("?"), !path.contains("\0"), !path.hasPrefix(":")
        else {
            throw UserError(
                "DATABASE_URL: it must be sqlite:/// and a file's path, as in sqlite:///notes.db or sqlite:////var/lib/notes/notes.db"
            )
        }
        self = .sqlite(path: String(path))
    }

    /// The database's name in messages.
    var description: String {
        switch self {
        case .sqlite(let path): path
        }
    }

    /// The hosts of the database's server, or the folders of its unix sockets. Empty if the database is a file.
    var hosts: [String] {
        switch self {
        case .sqlite: []
        }
    }

    /// Opens the database for the service. Creates it if it does not exist.
    ///
    /// - Parameters:
    ///   - threads: the number of threads that use the store at the same time.
    ///   - retention: how long the store keeps the history and the trash.
    ///   - isCancelled: called while another process has the database's folder locked.
    ///   - willWait: called on the calling thread before the store waits.
    /// - Throws: `UserError`; `CancellationError` once `isCancelled` returns true.
    func openStore(
        threads: Int, retention: Retention, isCancelled: () -> Bool, willWait: @escaping @Sendable () -> Void
    ) throws -> any NoteStore {
        switch self {
        case .sqlite(let path):
            try SQLiteNoteStore(
                path: path, threads: threads, retention: retention, isCancelled: isCancelled, willWait: willWait)
        }
    }

    /// The database as a whole, for the commands.
    var archive: any NoteArchive {
        switch self {
        case .sqlite(let path): SQLiteNoteArchive(path: path)
        }
    }
}
