import GRDBSQLite
import Locking

/// Detects commits to a database by any connection of any process: `current` changes with every commit.
///
/// Reading it is cheap: SQLite only looks into shared memory. Values from two connections cannot be compared
/// (https://www.sqlite.org/pragma.html#pragma_data_version), so this type has its own connection.
final class DataVersion: Sendable {
    private let query: Locked<(connection: RawConnection?, statement: OpaquePointer?)>

    init(path: String) throws {
        let connection = try RawConnection(path: path, mode: SQLITE_OPEN_READONLY)
        query = Locked((connection, try connection.prepare("PRAGMA data_version")))
    }

    func close() {
        query.withLock { $0 = (nil, nil) }
    }

    /// A number that changes with every commit. Only values of the same `DataVersion` can be compared.
    var current: Int64 {
        get throws {
            try query.withLock { query in
                guard let statement = query.statement else { throw RawConnection.closedError }
                defer { sqlite3_reset(statement) }
                guard sqlite3_step(statement) == SQLITE_ROW else {
                    throw query.connection?.error ?? RawConnection.closedError
                }
                return sqlite3_column_int64(statement, 0)
            }
        }
    }
}
