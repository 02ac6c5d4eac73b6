import GRDB
import GRDBSQLite
import Notes

/// The row that a statement stands on, its columns read by index. It is valid until the statement's next step.
struct StatementRow {
    fileprivate let statement: SQLiteStatement

    func int64(_ index: CInt) -> Int64 { sqlite3_column_int64(statement, index) }

    func int(_ index: CInt) -> Int { Int(sqlite3_column_int64(statement, index)) }

    func isNull(_ index: CInt) -> Bool { sqlite3_column_type(statement, index) == SQLITE_NULL }

    func isText(_ index: CInt) -> Bool { sqlite3_column_type(statement, index) == SQLITE_TEXT }

    /// A text with all its bytes, and a null as the empty text. GRDB's own `String` ends at the first NUL, which this app
    /// refuses but which another program may have written. Bytes that are not UTF-8 become U+FFFD.
    func text(_ index: CInt) -> String { String(decoding: bytes(index), as: UTF8.self) }

    /// The first scalars of a text.
    func text(_ index: CInt, maximumScalars: Int) -> String {
        let bytes = bytes(index)
        var scalars = 0
        // Every other byte of a scalar is 0b10xxxxxx (RFC 3629, section 3).
        let end = bytes.firstIndex { byte in
            if byte & 0xC0 != 0x80 { scalars += 1 }
            return scalars > maximumScalars
        }
        return String(decoding: bytes[..<(end ?? bytes.count)], as: UTF8.self)
    }

    /// The bytes of a text, valid as long as the row.
    func bytes(_ index: CInt) -> UnsafeBufferPointer<UInt8> {
        // The pointer first: only then is the length that of the text (https://www.sqlite.org/c3ref/column_blob.html).
        let start = sqlite3_column_text(statement, index)
        return UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(statement, index)))
    }
}

extension Statement {
    /// Runs the statement and hands each of its rows to `body`, until `body` returns false.
    ///
    /// - Throws: what `body` throws, and `DatabaseError`.
    func forEachRow(_ arguments: StatementArguments = [], _ body: (StatementRow) throws -> Bool) throws {
        try setArguments(arguments)
        defer { sqlite3_reset(sqliteStatement) }
        while true {
            let code = sqlite3_step(sqliteStatement)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw error(code) }
            guard try body(StatementRow(statement: sqliteStatement)) else { return }
        }
    }

    /// What `body` makes of each row.
    func rows<Value>(_ arguments: StatementArguments = [], _ body: (StatementRow) throws -> Value) throws -> [Value] {
        var values: [Value] = []
        try forEachRow(arguments) { row in
            values.append(try body(row))
            return true
        }
        return values
    }

    /// The notes of a page, or some of them.
    ///
    /// - Parameters:
    ///   - arguments: of a statement that selects `Note.columns`.
    ///   - bytes: the text of those before, in bytes; becomes that of all.
    /// - Throws: `NotesError.tooLarge`, before the note that is too much is read.
    func notes(_ arguments: StatementArguments, _ query: NoteQuery, _ bytes: inout Int) throws -> [Note] {
        try rows(arguments) { row in
            let others = bytes
            bytes += row.bytes(1).count + (query.contentLength == nil ? row.bytes(2).count : 0)
            guard others == 0 || bytes <= query.maximumBytes else { throw NotesError.tooLarge }
            return Note(row: row, from: 0, contentLength: query.contentLength)
        }
    }

    func notes(_ arguments: StatementArguments, _ query: NoteQuery) throws -> [Note] {
        var bytes = 0
        return try notes(arguments, query, &bytes)
    }

    /// What `body` makes of the first row; nil if there is none.
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

extension Note {
    /// What `init(row:)` reads, in this order.
    static let columns = "note.id, note.title, note.content, note.is_pinned IS TRUE, note.created_at, note.updated_at"

    /// Selects the columns of the note with an id.
    static let byID = "SELECT \(columns) FROM note WHERE id = ?"

    /// - Parameters:
    ///   - row: of a statement that selects `columns`.
    ///   - first: the index of the first of them.
    ///   - contentLength: so much of the content, in Unicode scalars; nil: all.
    init(row: StatementRow, from first: CInt, contentLength: Int? = nil) {
        self.init(
            id: row.int64(first), title: row.text(first + 1),
            content: contentLength.map { row.text(first + 2, maximumScalars: $0) } ?? row.text(first + 2),
            isPinned: row.int64(first + 3) != 0, createdAt: Timestamp(utf8: row.bytes(first + 4)),
            updatedAt: Timestamp(utf8: row.bytes(first + 5)))
    }

    /// - Parameter row: of a statement that selects `columns` first.
    init(row: StatementRow) {
        self.init(row: row, from: 0)
    }
}
