import GRDB
import GRDBSQLite

/// The current row of a statement. Columns are read by index. The row is valid until the statement's next step.
struct StatementRow {
    private let statement: SQLiteStatement

    fileprivate init(_ statement: SQLiteStatement) {
        self.statement = statement
    }

    func int64(_ index: CInt) -> Int64 { sqlite3_column_int64(statement, index) }

    func int(_ index: CInt) -> Int { Int(sqlite3_column_int64(statement, index)) }

    func isNull(_ index: CInt) -> Bool { sqlite3_column_type(statement, index) == SQLITE_NULL }

    func isText(_ index: CInt) -> Bool { sqlite3_column_type(statement, index) == SQLITE_TEXT }

    /// The text of a column; nil for NULL. Bytes that are not UTF-8 become U+FFFD.
    ///
    /// GRDB would end a text at its first NUL. This program refuses NUL, but another program may have stored one.
    func text(_ index: CInt) -> String? {
        let bytes = bytes(index)
        return bytes.baseAddress == nil ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// The bytes of a column's text, valid as long as the row. The base address is nil for NULL.
    func bytes(_ index: CInt) -> UnsafeBufferPointer<UInt8> {
        // Must be called first: it may convert the value to text (https://www.sqlite.org/c3ref/column_blob.html).
        let start = sqlite3_column_text(statement, index)
        return UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(statement, index)))
    }
}

extension Statement {
    /// Runs the statement and calls `body` with each row, until `body` returns false.
    func forEachRow(_ arguments: StatementArguments = [], _ body: (StatementRow) throws -> Bool) throws {
        try setArguments(arguments)
        defer { sqlite3_reset(sqliteStatement) }
        while true {
            let code = sqlite3_step(sqliteStatement)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw error(code) }
            guard try body(StatementRow(sqliteStatement)) else { return }
        }
    }

    /// Runs the statement and returns the results of `body` for all rows.
    func rows<Value>(_ arguments: StatementArguments = [], _ body: (StatementRow) throws -> Value) throws -> [Value] {
        var values: [Value] = []
        try forEachRow(arguments) { row in
            values.append(try body(row))
            return true
        }
        return values
    }

    /// Runs the statement and returns the result of `body` for the first row; nil if there are no rows.
    func firstRow<Value>(_ arguments: StatementArguments = [], _ body: (StatementRow) throws -> Value) throws -> Value?
    {
        var value: Value?
        try forEachRow(arguments) { row in
            value = try body(row)
            return false
        }
        return value
    }
}
