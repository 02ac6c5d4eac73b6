#if PostgreSQL
import Dispatch
import Notes
import Synchronization

/// How the store opens its database, even if the server is not there yet.
extension PostgresNoteStore {
    /// Brings the schema up to date.
    ///
    /// - Returns: false if the server cannot be reached now.
    static func prepare(_ address: ServerAddress, isCancelled: () -> Bool, warn: (String) -> Void) throws -> Bool {
        try PostgresNoteArchive(address).explaining("cannot use \(address)") {
            let connection: Connection
            do {
                connection = try Connection(address, until: .after(.seconds(10)))
            } catch let error as PostgresError where error.isTemporary {
                warn("cannot use \(address): \(error); trying again until the server is there")
                return false
            }
            _ = try Schema.migrate(connection, isCancelled: isCancelled)
            return true
        }
    }

    /// Lets requests use the database, and begins the work in the background.
    ///
    /// - Throws: `UserError` if the role may not write. That is a mistake of the administrator. Everything else may pass by
    ///   itself.
    func start(_ address: ServerAddress) throws {
        pool.start()
        try PostgresNoteArchive(address).explaining("cannot use \(address)") {
            do { try check() } catch is NotesError {}
        }
        indexer.schedule()
        purger.start()
    }

    /// Tries to open the database every second. Meanwhile, requests get `NotesError.unreachable` at once.
    func startLater(_ address: ServerAddress) {
        starter.asyncAfter(deadline: .now() + 1) { [weak self] in
            guard let self else { return }
            do {
                let isReady = try Self.prepare(address, isCancelled: { self.isClosed.load(ordering: .acquiring) }) {
                    _ in
                }
                if isReady {
                    try start(address)
                    return pool.warnOnce("\(address) can be used now")
                }
            } catch is CancellationError {
                return
            } catch {
                pool.warnOnce("\(error)")
            }
            if !isClosed.load(ordering: .acquiring) { startLater(address) }
        }
    }
}
#endif
