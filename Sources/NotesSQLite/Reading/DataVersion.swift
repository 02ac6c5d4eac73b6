import GRDBSQLite
import Locking

/// Detects commits to a database by any connection of any process: `current` changes with every commit.
///
/// The version comes from the header of the wal-index. `PRAGMA data_version` would tell the same, but it begins a read
/// transaction each time, and only one thread can use it at a time. It is used only if the header cannot be read.
final class DataVersion: Sendable {
    private struct State {
        var connection: RawConnection?
        /// `PRAGMA data_version` (https://www.sqlite.org/pragma.html#pragma_data_version). Values from two connections
        /// cannot be compared, so there is only one connection.
        var pragma: OpaquePointer?
        var header: WALIndexHeader?
    }

    private let state: Locked<State>

    init(path: String) throws {
        let connection = try RawConnection(path: path, mode: SQLITE_OPEN_READONLY)
        let pragma = try connection.prepare("PRAGMA data_version")
        // SQLite opens the wal-index at the first read.
        _ = try connection.integer(pragma)
        state = Locked(State(connection: connection, pragma: pragma, header: WALIndexHeader(of: connection)))
    }

    func close() {
        state.withLock { $0 = State() }
    }

    /// A number that changes with every commit. Only values of the same `DataVersion` can be compared.
    var current: Int64 {
        get throws {
            try state.withLock { state in
                if let hash = state.header?.hash { return hash }
                guard let connection = state.connection else { throw RawConnection.closedError }
                return try connection.integer(state.pragma)
            }
        }
    }
}
