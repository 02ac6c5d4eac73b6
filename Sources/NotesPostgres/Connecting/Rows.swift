#if PostgreSQL
import CPostgreSQL
import Notes

/// The rows that a statement returned, in the binary format.
final class Rows {
    private let result: OpaquePointer

    /// - Parameter result: a PGresult, which this object frees.
    init(_ result: OpaquePointer) {
        self.result = result
    }

    deinit {
        PQclear(result)
    }

    var count: Int { Int(PQntuples(result)) }

    var columns: CInt { PQnfields(result) }

    var first: Row? { count > 0 ? Row(rows: self, index: 0) : nil }

    var last: Row? { count > 0 ? Row(rows: self, index: CInt(count - 1)) : nil }

    /// How many rows the statement inserted, changed or deleted.
    var changed: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

    func map<Value>(_ body: (Row) throws -> Value) rethrows -> [Value] {
        try (0..<count).map { try body(Row(rows: self, index: CInt($0))) }
    }

    fileprivate func isNull(_ row: CInt, _ column: CInt) -> Bool { PQgetisnull(result, row, column) != 0 }

    fileprivate func bytes(_ row: CInt, _ column: CInt) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
    }
}

/// One row of a result. Columns are read by index.
struct Row {
    let rows: Rows
    let index: CInt

    func isNull(_ column: CInt) -> Bool { rows.isNull(index, column) }

    /// An integer of any size; 0 for NULL.
    func int64(_ column: CInt) -> Int64 {
        let bytes = rows.bytes(index, column)
        guard let first = bytes.first else { return 0 }
        return bytes.dropFirst().reduce(Int64(Int8(bitPattern: first))) { $0 << 8 | Int64($1) }
    }

    func int(_ column: CInt) -> Int { Int(int64(column)) }

    func flag(_ column: CInt) -> Bool { rows.bytes(index, column).first == 1 }

    /// nil for NULL.
    func text(_ column: CInt) -> String? {
        isNull(column) ? nil : String(decoding: rows.bytes(index, column), as: UTF8.self)
    }

    /// nil for NULL, and for times that `Timestamp` does not have, such as infinity.
    func time(_ column: CInt) -> Timestamp? {
        guard !isNull(column) else { return nil }
        let (microseconds, overflow) = int64(column).addingReportingOverflow(Timestamp.postgresEpoch)
        guard !overflow, Timestamp.years.contains(microseconds) else { return nil }
        return Timestamp(microseconds: microseconds)
    }

    /// Calls `body` with the bytes of a text; none for NULL.
    func withBytes<Result>(_ column: CInt, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(rows) { try body(rows.bytes(index, column).bindMemory(to: UInt8.self)) }
    }
}
#endif
