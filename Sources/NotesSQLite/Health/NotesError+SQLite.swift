import GRDB
import Notes

extension NotesError {
    /// Translates an SQLite error (https://www.sqlite.org/rescode.html). nil if the error is an internal error.
    init?(_ error: DatabaseError) {
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_FULL: self = .full
        case .SQLITE_READONLY: self = .readOnly
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(description: "\(error)")
        // Most likely the disk has become read-only.
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_WRITE: self = .readOnly
        // The disk is too full for the `-shm` file, the index of the write-ahead log.
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: self = .full
        default: return nil
        }
    }

    /// Runs `work`. Replaces an SQLite error by the `NotesError` with the same meaning, if there is one.
    static func translating<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as DatabaseError {
            throw NotesError(error) ?? error as any Error
        }
    }
}
