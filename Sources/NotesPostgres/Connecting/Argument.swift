#if PostgreSQL
import Notes

/// A parameter of a statement, in PostgreSQL's binary format.
enum Argument {
    case integer(Int64)
    case text(String?)
    case flag(Bool)
    case time(Timestamp?)
    case integers([Int64])
    case texts([String])
    case key(WriteKey)

    init(_ value: Note.Value) {
        self =
            switch value {
            case .integer(let integer): .integer(integer)
            case .text(let text): .text(text)
            case .flag(let flag): .flag(flag)
            case .time(let time): .time(time)
            }
    }

    /// The object id of the type in `pg_type`. These numbers never change.
    var type: UInt32 {
        switch self {
        case .integer: 20
        case .text: 25
        case .flag: 16
        case .time: 1114
        case .integers: 1016
        case .texts: 1009
        case .key: 2950
        }
    }

    /// Appends the value to `bytes`.
    ///
    /// - Returns: false for NULL.
    /// - Throws: `PostgresError` if a text contains a NUL, which PostgreSQL cannot store.
    func append(to bytes: inout [UInt8]) throws -> Bool {
        switch self {
        case .integer(let integer): bytes.append(bigEndian: integer)
        case .text(nil), .time(nil): return false
        case .text(let text?): try Self.append(text, to: &bytes)
        case .flag(let flag): bytes.append(flag ? 1 : 0)
        case .time(let time?): bytes.append(bigEndian: time.microseconds - Timestamp.postgresEpoch)
        case .integers(let integers):
            Self.appendArray(of: Argument.integer(0).type, count: integers.count, to: &bytes)
            for integer in integers {
                bytes.append(bigEndian: Int32(8))
                bytes.append(bigEndian: integer)
            }
        case .texts(let texts):
            Self.appendArray(of: Argument.text(nil).type, count: texts.count, to: &bytes)
            for text in texts {
                bytes.append(bigEndian: Int32(truncatingIfNeeded: text.utf8.count))
                try Self.append(text, to: &bytes)
            }
        case .key(let key):
            bytes.append(bigEndian: key.high)
            bytes.append(bigEndian: key.low)
        }
        return true
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) throws {
        guard !hasNUL(text[...]) else { throw PostgresError(state: "22021", "a text contains a NUL") }
        bytes.append(contentsOf: text.utf8)
    }

    /// The head of a one-dimensional array without NULLs: dimensions, flags, type, count and first index.
    private static func appendArray(of type: UInt32, count: Int, to bytes: inout [UInt8]) {
        for number in [1, 0, Int32(type), Int32(truncatingIfNeeded: count), 1] { bytes.append(bigEndian: number) }
    }
}

extension [UInt8] {
    fileprivate mutating func append(bigEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}

extension Timestamp {
    /// 2000-01-01T00:00:00Z, from which PostgreSQL counts microseconds.
    static let postgresEpoch: Int64 = 946_684_800_000_000
}
#endif
