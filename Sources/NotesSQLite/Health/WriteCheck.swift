import GRDB
import GRDBSQLite
import Glibc
import Locking
import Notes

/// Checks whether the database can be read and written, without writing anything.
///
/// On a connection of its own, it reads, takes the lock that every writer needs, and gives the lock back. That commits nothing,
/// so `PRAGMA data_version` stays the same. The lock says nothing about the disk, so this also checks permissions and free
/// space. A broken disk shows only at the next write.
final class WriteCheck: Sendable {
    private struct State {
        var connection: OpaquePointer?
        var last: (time: ContinuousClock.Instant, error: (any Error)?)?
    }

    /// How long the check waits for the lock of another connection, in milliseconds.
    static let busyTimeout: CInt = 250

    private let file: DatabaseFile
    private let openFiles: OpenFiles
    private let dataVersion: DataVersion
    private let validity: Duration
    // Held during a whole check: a second thread waits for the result of the first, not for the same lock of the database.
    private let state: Locked<State>

    /// - Parameters:
    ///   - files: the files of the database, which must still be in place.
    ///   - validity: how long a result is used again. Many checks in a row would keep others from writing.
    /// - Throws: `DatabaseError`.
    init(path: String, files: OpenFiles, dataVersion: DataVersion, validity: Duration = .seconds(1)) throws {
        file = DatabaseFile(path: path)
        openFiles = files
        self.dataVersion = dataVersion
        self.validity = validity
        var connection: OpaquePointer?
        guard sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK else {
            defer { sqlite3_close_v2(connection) }
            throw DatabaseError(of: connection)
        }
        sqlite3_busy_timeout(connection, Self.busyTimeout)
        state = Locked(State(connection: connection))
    }

    deinit {
        close()
    }

    func close() {
        state.withLock { state in
            sqlite3_close_v2(state.connection)
            state.connection = nil
        }
    }

    /// - Throws: `NotesError`, `DatabaseError` or `UserError` if the database cannot be read or written.
    func run() throws {
        let error = state.withLock { state -> (any Error)? in
            if let last = state.last, ContinuousClock.now - last.time < validity { return last.error }
            var error: (any Error)?
            do {
                try NotesError.translating { try check(state.connection) }
            } catch let failure {
                error = failure
            }
            state.last = (.now, error)
            return error
        }
        if let error { throw error }
    }

    private func check(_ connection: OpaquePointer?) throws {
        guard connection != nil else { throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "the store is closed") }
        guard openFiles.areInPlace else { throw NotesError.moved }
        try checkDisk()
        let version = try dataVersion.current
        do {
            try Self.execute("SELECT 1 FROM note LIMIT 1", connection)
            try Self.execute("BEGIN IMMEDIATE", connection)
            try Self.execute("ROLLBACK", connection)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            // Many short writes in a row can keep this check from the lock. Then the version changes, and all is well.
            guard try dataVersion.current != version else { throw error }
        }
    }

    /// Checks that SQLite may write the database's file and create files next to it, and that the disk has room.
    private func checkDisk() throws {
        for path in [file.path, file.folder] where access(path, W_OK) != 0 {
            guard [EACCES, EPERM, EROFS].contains(errno) else {
                throw UserError("cannot write \(path): \(String(cString: strerror(errno)))")
            }
            throw NotesError.readOnly
        }
        if let free = file.freeBytes, free < DatabaseFile.neededBytes { throw NotesError.full }
    }

    private static func execute(_ sql: String, _ connection: OpaquePointer?) throws {
        guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else { throw DatabaseError(of: connection) }
    }
}
