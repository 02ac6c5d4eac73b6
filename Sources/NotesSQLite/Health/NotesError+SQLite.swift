import GRDB
import Notes

extension NotesError {
    /// What an error of SQLite means for notes (https://www.sqlite.org/rescode.html); nil if it is an internal one.
    init?(_ error: DatabaseError) {
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_FULL: self = .full
        case .SQLITE_READONLY: self = .readOnly
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(description: "\(error)")
        // A disk that turned read-only, or into which not even the index of the write-ahead log fits any more.
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_WRITE: self = .readOnly
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: self = .full
        default: return nil
        }
    }

    /// Runs `work`, and throws a `NotesError` for an error of SQLite that is one.
    static func translating<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as DatabaseError {
            throw NotesError(error) ?? error as any Error
        }
    }
}
