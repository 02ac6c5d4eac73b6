import Dispatch
import GRDBSQLite
import Locking
import Synchronization

/// Empties the write-ahead log after something was deleted for good.
///
/// The log keeps the pages of earlier commits, so it still has a text that was deleted. Only a checkpoint in the mode
/// TRUNCATE removes them from the file (https://www.sqlite.org/c3ref/wal_checkpoint_v2.html). It fails while another
/// connection reads an older state. So the cleaner tries again until it succeeds, and also after a restart.
///
/// An attempt delays writers for at most about `busyTimeout`. The checkpoint in the mode PASSIVE before it does the
/// slow part, and delays nobody.
final class LogCleaner: Sendable {
    /// The time until the first attempt, in milliseconds. Each further attempt waits twice as long, up to `longestDelay`.
    static let firstDelay = 250
    static let longestDelay = 30_000
    /// How long a checkpoint waits for readers while writers wait for it, in milliseconds.
    static let busyTimeout: CInt = 30
    /// With more pages than this still to be copied, an attempt would delay writers for too long.
    static let maximumPages: CInt = 256

    private struct State {
        /// Opened once. If another program moved the database, a connection that is opened later would apply the log to
        /// another file.
        var connection: RawConnection?
        var selectStale: OpaquePointer?
    }

    private let files: OpenFiles
    private let state: Locked<State>
    private let queue = DispatchQueue(label: "notes.log", qos: .utility)
    private let isScheduled = Atomic(false)
    private let isStopped = Atomic(false)
    /// Whether the log may have a text that was deleted for good.
    private let isNeeded: Atomic<Bool>

    /// - Parameters:
    ///   - path: the path of the database's file.
    ///   - files: the files of the database. Nothing happens unless they are in place.
    ///   - hadLog: whether an earlier process left a log. That process may not have emptied it after a deletion.
    /// - Throws: `DatabaseError`.
    init(path: String, files: OpenFiles, hadLog: Bool) throws {
        self.files = files
        let connection = try RawConnection(path: path, mode: SQLITE_OPEN_READWRITE, busyTimeout: Self.busyTimeout)
        // This statement also reads the schema, so SQLite opens the log and the wal-index now.
        state = Locked(State(connection: connection, selectStale: try connection.prepare(Self.selectStale)))
        isNeeded = Atomic(hadLog)
        schedule(after: Self.firstDelay)
    }

    /// Empties the log soon. Called after each deletion for good.
    func schedule() {
        isNeeded.store(true, ordering: .releasing)
        schedule(after: Self.firstDelay)
    }

    private func schedule(after milliseconds: Int) {
        guard !isScheduled.exchange(true, ordering: .acquiringAndReleasing) else { return }
        queue.asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { [weak self] in self?.run(milliseconds) }
    }

    /// Starts no new attempt, waits for the running attempt, and closes the connection.
    func stop(within time: Duration) {
        isStopped.store(true, ordering: .releasing)
        let done = DispatchSemaphore(value: 0)
        queue.async { [self] in
            state.withLock { $0 = State() }
            done.signal()
        }
        _ = done.wait(timeout: .now() + time / .seconds(1))
    }

    private func run(_ delay: Int) {
        guard !isStopped.load(ordering: .acquiring) else { return }
        isScheduled.store(false, ordering: .releasing)
        if (try? state.withLock(attempt)) != true { schedule(after: min(2 * delay, Self.longestDelay)) }
    }

    /// Returns false if the log may still have a deleted text.
    private func attempt(_ state: inout State) throws -> Bool {
        guard let connection = state.connection, files.areInPlace else { return false }
        if try connection.integer(state.selectStale) != 0 {
            isNeeded.store(true, ordering: .releasing)
            return false
        }
        // A deletion that comes during this attempt sets the flag again.
        guard isNeeded.exchange(false, ordering: .acquiringAndReleasing) else { return true }
        if Self.empty(connection) { return true }
        isNeeded.store(true, ordering: .releasing)
        return false
    }

    private static func empty(_ connection: RawConnection) -> Bool {
        let passive = connection.checkpoint(SQLITE_CHECKPOINT_PASSIVE)
        guard passive.code == SQLITE_OK, passive.remaining <= maximumPages else { return false }
        return connection.checkpoint(SQLITE_CHECKPOINT_TRUNCATE).code == SQLITE_OK
    }

    /// Whether `note_stale` has the text of a note that was deleted. The search index needs this text until it has
    /// removed the note.
    private static let selectStale =
        "SELECT EXISTS (SELECT 1 FROM note_stale WHERE is_indexed AND id NOT IN (SELECT id FROM note))"
}

extension RawConnection {
    /// Copies pages from the write-ahead log to the database's file.
    ///
    /// - Returns: SQLite's result code, and the number of pages in the log that are not copied yet.
    fileprivate func checkpoint(_ mode: CInt) -> (code: CInt, remaining: CInt) {
        var (logged, copied): (CInt, CInt) = (0, 0)
        let code = sqlite3_wal_checkpoint_v2(handle, nil, mode, &logged, &copied)
        return (code, logged - copied)
    }
}
