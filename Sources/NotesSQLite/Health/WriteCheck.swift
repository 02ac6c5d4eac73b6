import Foundation
import GRDB
import GRDBSQLite
import Glibc
import Notes

/// Finds out whether the database answers and can be written, without writing anything: on a connection of its own it reads,
/// and takes the lock that every writer needs and gives it back. That commits nothing, so `PRAGMA data_version` stays.
///
/// A lock says nothing of the disk, so that is looked at as well. A disk that fails all the same shows at the next write.
final class WriteCheck: @unchecked Sendable {
    /// How long it waits for another's lock, in milliseconds.
    static let patience: CInt = 250

    private let path: String
    private let files: OpenFiles
    private let validity: Duration
    // While one thread finds out, others wait for what it finds: they would only wait for the same lock.
    private let lock = NSLock()
    private var connection: OpaquePointer?
    private var last: (time: ContinuousClock.Instant, error: (any Error)?)?

    /// - Parameters:
    ///   - files: of the database, which must still be in place.
    ///   - validity: how long a finding holds. Whoever asks all the time is not to keep others from writing.
    /// - Throws: `DatabaseError`.
    init(path: String, files: OpenFiles, validity: Duration = .seconds(1)) throws {
        self.path = path
        self.files = files
        self.validity = validity
        // Opened once, as the store's other connections are. Where that fails, `deinit` closes it.
        try check(sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil))
        sqlite3_busy_timeout(connection, Self.patience)
    }

    deinit {
        close()
    }

    func close() {
        lock.withLock {
            sqlite3_close_v2(connection)
            connection = nil
        }
    }

    /// - Throws: `NotesError`, `DatabaseError` or `UserError` if the database does not answer or cannot be
    ///   written.
    func run() throws {
        let error = lock.withLock { () -> (any Error)? in
            if let last, ContinuousClock.now - last.time < validity { return last.error }
            var error: (any Error)?
            do {
                try NotesError.translating { try examine() }
            } catch let failure {
                error = failure
            }
            last = (.now, error)
            return error
        }
        if let error { throw error }
    }

    private func examine() throws {
        guard connection != nil else { throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "it is closed") }
        guard files.areInPlace else { throw NotesError.moved }
        try examineDisk()
        let version = try dataVersion()
        do {
            try execute("SELECT 1 FROM note LIMIT 1")
            try execute("BEGIN IMMEDIATE")
            try execute("ROLLBACK")
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            // Those who write one after the other leave the lock free for too short a time. They do get it.
            guard try dataVersion() != version else { throw error }
        }
    }

    /// Whether SQLite may write the database, and the files that it has beside it, and has room for that.
    private func examineDisk() throws {
        let file = DatabaseFile(path: path)
        for path in [path, file.folder] where access(path, W_OK) != 0 {
            guard [EACCES, EPERM, EROFS].contains(errno) else {
                throw UserError("cannot write \(path): \(String(cString: strerror(errno)))")
            }
            throw NotesError.readOnly
        }
        if let free = file.freeBytes, free < DatabaseFile.neededBytes { throw NotesError.full }
    }

    private func dataVersion() throws -> Int64 {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        try check(sqlite3_prepare_v2(connection, "PRAGMA data_version", -1, &statement, nil))
        guard sqlite3_step(statement) == SQLITE_ROW else { throw error }
        return sqlite3_column_int64(statement, 0)
    }

    private func execute(_ sql: String) throws {
        try check(sqlite3_exec(connection, sql, nil, nil, nil))
    }

    private func check(_ code: CInt) throws {
        guard code == SQLITE_OK else { throw error }
    }

    private var error: DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
            message: String(cString: sqlite3_errmsg(connection)))
    }
}
