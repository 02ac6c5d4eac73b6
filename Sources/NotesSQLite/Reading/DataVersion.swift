import Foundation
import GRDB
import GRDBSQLite

/// Tells whether anything was committed to a database, by any connection of any process, for the price of looking into
/// SQLite's shared memory (https://www.sqlite.org/pragma.html#pragma_data_version). It has a connection of its own, since
/// values of different connections cannot be compared.
final class DataVersion: @unchecked Sendable {
    private let lock = NSLock()
    private var connection: OpaquePointer?
    private var statement: OpaquePointer?

    /// - Throws: `DatabaseError`.
    init(path: String) throws {
        var connection: OpaquePointer?
        var statement: OpaquePointer?
        let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX
        guard sqlite3_open_v2(path, &connection, flags, nil) == SQLITE_OK,
            sqlite3_prepare_v2(connection, "PRAGMA data_version", -1, &statement, nil) == SQLITE_OK
        else {
            defer { sqlite3_close_v2(connection) }
            throw Self.error(connection)
        }
        self.connection = connection
        self.statement = statement
    }

    deinit {
        close()
    }

    func close() {
        lock.withLock {
            sqlite3_finalize(statement)
            sqlite3_close_v2(connection)
            (statement, connection) = (nil, nil)
        }
    }

    /// The version that is committed now. It only ever means something beside another value of the same object.
    ///
    /// - Throws: `DatabaseError`.
    var current: Int64 {
        get throws {
            try lock.withLock {
                guard let statement else { throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "it is closed") }
                defer { sqlite3_reset(statement) }
                guard sqlite3_step(statement) == SQLITE_ROW else { throw Self.error(connection) }
                return sqlite3_column_int64(statement, 0)
            }
        }
    }

    private static func error(_ connection: OpaquePointer?) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
            message: String(cString: sqlite3_errmsg(connection)))
    }
}
