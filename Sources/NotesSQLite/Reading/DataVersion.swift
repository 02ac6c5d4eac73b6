import GRDB
import GRDBSQLite
import Locking

/// Tells whether any connection of any process has committed to a database.
///
/// To ask costs a look into SQLite's shared memory (https://www.sqlite.org/pragma.html#pragma_data_version). The values of two
/// connections cannot be compared, so a `DataVersion` has a connection of its own.
final class DataVersion: Sendable {
    private struct Connection {
        var connection: OpaquePointer?
        var statement: OpaquePointer?

        var error: DatabaseError { DatabaseError(of: connection) }

        mutating func close() {
            sqlite3_finalize(statement)
            sqlite3_close_v2(connection)
            (statement, connection) = (nil, nil)
        }
    }

    private let connection: Locked<Connection>

    /// - Throws: `DatabaseError`.
    init(path: String) throws {
        var new = Connection()
        let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX
        guard sqlite3_open_v2(path, &new.connection, flags, nil) == SQLITE_OK,
            sqlite3_prepare_v2(new.connection, "PRAGMA data_version", -1, &new.statement, nil) == SQLITE_OK
        else {
            defer { new.close() }
            throw new.error
        }
        connection = Locked(new)
    }

    deinit {
        close()
    }

    func close() {
        connection.withLock { $0.close() }
    }

    /// The version that is committed now. Only values of the same `DataVersion` can be compared.
    ///
    /// - Throws: `DatabaseError`.
    var current: Int64 {
        get throws {
            try connection.withLock { connection in
                guard let statement = connection.statement else {
                    throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "the store is closed")
                }
                defer { sqlite3_reset(statement) }
                guard sqlite3_step(statement) == SQLITE_ROW else { throw connection.error }
                return sqlite3_column_int64(statement, 0)
            }
        }
    }
}
