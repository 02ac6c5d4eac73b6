import GRDB
import GRDBSQLite
import Notes

extension DatabaseError {
    /// One line for the user: the error and what to do about it, but not the SQL statement and its values.
    var line: String {
        let advice: String? =
            switch resultCode {
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: "keep the file as it is, and put a backup in its place"
            case .SQLITE_FULL: "free some space on its disk"
            case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
                "the file and its folder must belong to the user who runs this"
            case .SQLITE_BUSY, .SQLITE_LOCKED: "another program is writing it; try again later"
            default: nil
            }
        // SQLite's backup API may return an error code without setting a message.
        let message = self.message == "not an error" ? nil : self.message
        let text = message ?? sqlite3_errstr(resultCode.rawValue).map { String(cString: $0) } ?? "unknown error"
        let reason = "\(text) (SQLite error \(extendedResultCode.rawValue))"
        return advice.map { "\(reason); \($0)" } ?? reason
    }
}

extension UserError {
    /// Runs `work`. Replaces an SQLite error by a `UserError` that begins with `problem`.
    static func explaining<Value>(_ problem: String, _ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as DatabaseError {
            throw UserError("\(problem): \(error.line)")
        }
    }
}
