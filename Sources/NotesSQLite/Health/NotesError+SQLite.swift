import GRDB
import Notes

extension NotesError {
    /// The meaning of an SQLite error for notes (https://www.sqlite.org/rescode.html). nil for an internal error.
    init?(_ error: DatabaseError) {
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_FULL: self = .full
        case .SQLITE_READONLY: self = .readOnly
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(description: "\(error)")
        // The disk has become read-only.
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_WRITE: self = .readOnly
        // The disk has not even room for the index of the write-ahead log.
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: self = .full
        default: return nil
        }
    }

    /// Runs `work`, and throws a `NotesError` instead of an SQLite error that has a meaning for notes.
    static func translating<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as DatabaseError {
            throw NotesError(error) ?? error as any Error
        }
    }
}
