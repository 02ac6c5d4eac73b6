import Dispatch
import GRDB
import Locking
import Notes

/// Read-only connections, one for each thread that reads at the same time.
///
/// A thread opens a connection if none is idle. Connections are kept, so there is always at least one. If the process
/// has no file descriptors left, a thread waits until another thread gives its connection back.
final class ReaderPool: Sendable {
    private struct State {
        var idle: [DatabaseQueue] = []
        /// The number of threads that wait for an idle connection.
        var waiting = 0
    }

    /// How long a thread waits for an idle connection, in seconds.
    private static let patience = 5.0

    private let path: String
    private let configuration: Configuration
    private let willWait: @Sendable () -> Void
    private let state = Locked(State())
    /// Signalled when a connection becomes idle while threads wait.
    private let returned = DispatchSemaphore(value: 0)

    /// - Parameter willWait: called before a thread waits for a connection.
    init(path: String, willWait: @escaping @Sendable () -> Void) throws {
        var configuration = DatabaseFile.configuration(busyTimeout: SQLiteNoteStore.busyTimeout)
        configuration.readonly = true
        configuration.label = "notes.reader"
        configuration.prepareDatabase { db in
            // 256 KiB, enough for the inner pages of the tables: the kernel caches the file for all connections.
            try db.execute(sql: "PRAGMA cache_size = -256")
            // Reads once, because SQLite opens the write-ahead log only at the first read.
            try db.execute(sql: "PRAGMA schema_version")
        }
        self.path = path
        self.configuration = configuration
        self.willWait = willWait
        giveBack(try DatabaseQueue(path: path, configuration: configuration))
    }

    /// Closes the connections that no thread uses.
    func close() {
        state.withLock { state in
            for reader in state.idle { try? reader.close() }
            state.idle = []
        }
    }

    /// Runs `work` on a snapshot of the database: everything that it reads was committed at one moment.
    func read<Value>(_ work: (Database) throws -> Value) throws -> Value {
        try readOneStatement { db in
            // Uses cached statements. GRDB's own transactions would compile BEGIN and COMMIT each time.
            try db.cachedStatement(sql: "BEGIN").execute()
            defer { if (try? db.cachedStatement(sql: "COMMIT").execute()) == nil { try? db.rollback() } }
            return try work(db)
        }
    }

    /// Runs `work`, which must be one statement, without the cost of a transaction around it.
    func readOneStatement<Value>(_ work: (Database) throws -> Value) throws -> Value {
        try NotesError.translating {
            let reader = try take()
            defer { giveBack(reader) }
            return try reader.inDatabase(work)
        }
    }

    private func take() throws -> DatabaseQueue {
        if let reader = state.withLock({ $0.idle.popLast() }) { return reader }
        do {
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {
            // Most likely the connections of many clients use all file descriptors of the process.
            guard let reader = waitForIdle() else { throw error }
            return reader
        }
    }

    /// - Returns: nil if no connection became idle in time.
    private func waitForIdle() -> DatabaseQueue? {
        willWait()
        let deadline = DispatchTime.now() + Self.patience
        state.withLock { $0.waiting += 1 }
        defer { state.withLock { $0.waiting -= 1 } }
        repeat {
            if let reader = state.withLock({ $0.idle.popLast() }) { return reader }
        } while returned.wait(timeout: deadline) == .success
        return nil
    }

    private func giveBack(_ reader: DatabaseQueue) {
        state.withLock { state in
            state.idle.append(reader)
            if state.waiting > 0 { returned.signal() }
        }
    }
}
