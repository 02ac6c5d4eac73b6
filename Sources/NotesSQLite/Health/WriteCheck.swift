import GRDB
import GRDBSQLite
import Glibc
import Locking
import Notes

/// Checks whether the database can be read and written, without writing anything.
///
/// The check has its own connection. It reads, takes SQLite's write lock, and releases the lock. It commits nothing, so
/// `DataVersion` does not change. It also checks permissions and free space, because the lock tells nothing
/// about the disk. It cannot detect a broken disk, which shows only at the next write.
final class WriteCheck: Sendable {
    private struct State {
        var connection: RawConnection?
        var last: (time: ContinuousClock.Instant, result: Result<Void, any Error>)?
    }

    private let file: DatabaseFile
    private let openFiles: OpenFiles
    private let dataVersion: DataVersion
    private let validity: Duration
    // Locked during a whole check. So a second thread waits for the first thread's result, not for SQLite's lock.
    private let state: Locked<State>

    /// - Parameters:
    ///   - files: the files of the database. The check fails if one of them is not in place.
    ///   - validity: how long `run` repeats the last result. Frequent checks would keep other threads from writing.
    init(path: String, files: OpenFiles, dataVersion: DataVersion, validity: Duration = .seconds(1)) throws {
        file = DatabaseFile(path: path)
        openFiles = files
        self.dataVersion = dataVersion
        self.validity = validity
        state = Locked(
            State(connection: try RawConnection(path: path, mode: SQLITE_OPEN_READWRITE, busyTimeout: 250)))
    }

    func close() {
        state.withLock { $0.connection = nil }
    }

    /// - Throws: `NotesError`, `DatabaseError` or `UserError` if the database cannot be read or written.
    func run() throws {
        try state.withLock { state in
            if let last = state.last, ContinuousClock.now - last.time < validity { return last.result }
            let result = Result { try NotesError.translating { try check(state.connection) } }
            state.last = (.now, result)
            return result
        }.get()
    }

    private func check(_ connection: RawConnection?) throws {
        guard let connection else { throw RawConnection.closedError }
        guard openFiles.areInPlace else { throw NotesError.moved }
        try checkDisk()
        let version = try dataVersion.current
        do {
            try connection.execute("SELECT 1 FROM note LIMIT 1; BEGIN IMMEDIATE; ROLLBACK")
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            // Many short writes can keep the lock from this check. If one was committed meanwhile, writing works.
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
}
