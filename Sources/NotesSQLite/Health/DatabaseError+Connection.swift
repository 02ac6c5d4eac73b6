import GRDB
import GRDBSQLite

extension DatabaseError {
    /// The error of the last call on a connection that failed (https://www.sqlite.org/c3ref/errcode.html).
    init(of connection: OpaquePointer?) {
        self.init(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
            message: String(cString: sqlite3_errmsg(connection)))
    }
}
