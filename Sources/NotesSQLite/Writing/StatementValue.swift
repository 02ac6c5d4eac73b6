import GRDB
import GRDBSQLite

/// A value for a statement's parameter.
enum StatementValue {
    case integer(Int64)
    /// A text with all its bytes, NULs too, at which GRDB's own `String` ends; nil is NULL.
    case text(String?)
}

extension Statement {
    /// Runs a statement that has no rows.
    ///
    /// - Parameter values: of its parameters, all of them.
    /// - Throws: `DatabaseError`.
    func run(_ values: [StatementValue]) throws {
        // SQLITE_TRANSIENT, a macro that Swift does not see: SQLite copies the text.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        for (index, value) in zip(CInt(1)..., values) {
            let code =
                switch value {
                case .integer(let integer): sqlite3_bind_int64(sqliteStatement, index, integer)
                case .text(nil): sqlite3_bind_null(sqliteStatement, index)
                case .text(var text?):
                    text.withUTF8 { utf8 in
                        utf8.withMemoryRebound(to: CChar.self) {
                            sqlite3_bind_text64(
                                sqliteStatement, index, $0.baseAddress, UInt64($0.count), transient, UInt8(SQLITE_UTF8))
                        }
                    }
                }
            if code != SQLITE_OK { throw error(code) }
        }
        defer {
            sqlite3_reset(sqliteStatement)
            sqlite3_clear_bindings(sqliteStatement)
        }
        let code = sqlite3_step(sqliteStatement)
        if code != SQLITE_DONE { throw error(code) }
    }

    /// What SQLite says about a call that failed.
    func error(_ code: CInt) -> DatabaseError {
        let message = sqlite3_errmsg(sqlite3_db_handle(sqliteStatement)).map { String(cString: $0) }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: sql)
    }
}
