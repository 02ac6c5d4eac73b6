import GRDB
import GRDBSQLite

/// A connection through SQLite's C interface. Used where GRDB would be too slow or would create a missing database.
final class RawConnection {
    let handle: OpaquePointer?

    /// - Parameters:
    ///   - mode: `SQLITE_OPEN_READONLY` or `SQLITE_OPEN_READWRITE`.
    ///   - busyTimeout: how long a statement waits for the lock of another connection, in milliseconds.
    /// - Throws: `DatabaseError`, also if the database does not exist.
    init(path: String, mode: CInt, busyTimeout: CInt = 0) throws {
        var handle: OpaquePointer?
        let code = sqlite3_open_v2(path, &handle, mode | SQLITE_OPEN_NOMUTEX, nil)
        // SQLite creates a connection even if it cannot open the file. `deinit` closes the connection in each case.
        self.handle = handle
        guard code == SQLITE_OK else { throw error }
        sqlite3_busy_timeout(handle, busyTimeout)
    }

    deinit {
        while let statement = sqlite3_next_stmt(handle, nil) { sqlite3_finalize(statement) }
        sqlite3_close_v2(handle)
    }

    /// Compiles a statement. The statement is valid as long as this connection exists.
    func prepare(_ sql: String) throws -> OpaquePointer? {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { throw error }
        return statement
    }

    /// Runs a statement whose result is one integer.
    func integer(_ statement: OpaquePointer?) throws -> Int64 {
        defer { sqlite3_reset(statement) }
        guard sqlite3_step(statement) == SQLITE_ROW else { throw error }
        return sqlite3_column_int64(statement, 0)
    }

    func execute(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw error }
    }

    /// The error of the last call that failed (https://www.sqlite.org/c3ref/errcode.html).
    var error: DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(handle)),
            message: String(cString: sqlite3_errmsg(handle)))
    }

    /// The error for calls that come after the store was closed.
    static var closedError: DatabaseError { DatabaseError(resultCode: .SQLITE_MISUSE, message: "the store is closed") }
}
