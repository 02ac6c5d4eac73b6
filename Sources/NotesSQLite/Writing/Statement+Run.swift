import GRDB
import GRDBSQLite
import Notes

extension Statement {
    /// Runs a statement that returns no rows.
    ///
    /// GRDB would end a `String` at its first NUL. This method keeps every byte.
    func run(_ values: [Note.Value]) throws {
        for (index, value) in zip(CInt(1)..., values) {
            let code =
                switch value {
                case .integer(let integer): sqlite3_bind_int64(sqliteStatement, index, integer)
                case .text(let text): bind(text, index)
                case .flag(let flag): sqlite3_bind_int64(sqliteStatement, index, flag ? 1 : 0)
                // The form that SQLAlchemy writes: `2026-01-31 09:05:00.000123`. Sorting such texts sorts them by time.
                case .time(let time): bind(time?.text(separator: " "), index)
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

    private func bind(_ text: String?, _ index: CInt) -> CInt {
        guard let text else { return sqlite3_bind_null(sqliteStatement, index) }
        // SQLITE_TRANSIENT: SQLite must copy the text. Swift cannot import this macro.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        let count = UInt64(text.utf8.count)
        return sqlite3_bind_text64(sqliteStatement, index, text, count, transient, UInt8(SQLITE_UTF8))
    }

    /// SQLite's own error for a call that returned `code`.
    func error(_ code: CInt) -> DatabaseError {
        let message = sqlite3_errmsg(sqlite3_db_handle(sqliteStatement)).map { String(cString: $0) }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: sql)
    }
}
