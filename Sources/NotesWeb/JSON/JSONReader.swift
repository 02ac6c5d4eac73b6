import UTF8Text

/// Reads one JSON text (RFC 8259) that is an object or null. Represents values that no note can have as `other`.
///
/// The reader accepts exactly the grammar of RFC 8259. Foundation's decoder also accepts a comma before a closing
/// bracket, and cannot report repeated names.
struct JSONReader {
    enum Value: Equatable {
        case string(String)
        case bool(Bool)
        case null
        /// A number that fits into Int64 and is written without a fraction or an exponent.
        case integer(Int64)
        /// Any other number, an array or an object. No field of a note accepts them.
        case other
    }

    /// The text is neither a JSON object nor null, or it has more than `maximumDepth` levels of arrays and objects.
    struct Malformed: Error, CustomStringConvertible {
        /// The number of the line, from 1.
        let line: Int
        /// In Unicode scalars, from 1.
        let column: Int
        let reason: String

        var description: String { "line \(line), column \(column): \(reason)" }
    }

    static let maximumDepth = 512

    /// Whether the outermost object has several members with the same name.
    private(set) var hasRepeatedName = false
    private let bytes: [UInt8]
    private var index = 0
    /// The members of the outermost object.
    private var outermost: [String: Value] = [:]

    /// - Parameter bytes: the whole text.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads the whole text.
    ///
    /// - Returns: the members of the object, with the last value of a repeated name; nil if the text is `null`.
    /// - Throws: `Malformed`, also if the text is not UTF-8.
    mutating func members() throws(Malformed) -> [String: Value]? {
        guard bytes.withUnsafeBytes(\.isUTF8) else {
            // Decoding replaces the first wrong byte with U+FFFD, so the texts are equal up to that byte.
            index = zip(bytes, String(decoding: bytes, as: UTF8.self).utf8).prefix { $0 == $1 }.count
            throw error("the text is not UTF-8")
        }
        skipSpace()
        guard peek == UInt8(ascii: "{") || peek == UInt8(ascii: "n") else { throw error("expected an object") }
        let value = try value(depth: 0)
        skipSpace()
        guard index == bytes.count else { throw error("expected the end of the text") }
        return value == .null ? nil : outermost
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func error(_ reason: String) -> Malformed {
        let read = bytes[..<index]
        let lineStart = read.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return Malformed(
            line: 1 + read.count { $0 == UInt8(ascii: "\n") },
            column: 1 + read[lineStart...].count { $0 & 0xC0 != 0x80 }, reason: reason)
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        index += 1
        return true
    }

    /// Reads `text`, such as `true`, and returns `value`.
    private mutating func literal(_ text: StaticString, _ value: Value) throws(Malformed) -> Value {
        guard text.withUTF8Buffer({ bytes[index...].starts(with: $0) }) else { throw error("expected \(text)") }
        index += text.utf8CodeUnitCount
        return value
    }

    private mutating func value(depth: Int) throws(Malformed) -> Value {
        switch peek {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "{"): try object(depth: depth + 1)
        case UInt8(ascii: "["):
            try list(end: UInt8(ascii: "]"), depth: depth + 1) { reader throws(Malformed) in
                _ = try reader.value(depth: depth + 1)
            }
        case let byte? where byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte):
            let start = index
            try number()
            return Int64(String(decoding: bytes[start..<index], as: UTF8.self)).map { .integer($0) } ?? .other
        default: throw error("expected a value")
        }
        return .other
    }

    private mutating func object(depth: Int) throws(Malformed) {
        try list(end: UInt8(ascii: "}"), depth: depth) { reader throws(Malformed) in
            guard reader.peek == UInt8(ascii: "\"") else { throw reader.error("expected a name in quotation marks") }
            let name = try reader.string()
            reader.skipSpace()
            guard reader.take(UInt8(ascii: ":")) else { throw reader.error("expected a colon") }
            reader.skipSpace()
            let value = try reader.value(depth: depth)
            guard depth == 1 else { return }
            if reader.outermost.updateValue(value, forKey: name) != nil { reader.hasRepeatedName = true }
        }
    }

    /// Reads elements with commas between them, from the opening bracket to the closing one.
    private mutating func list(
        end: UInt8, depth: Int, _ element: (inout JSONReader) throws(Malformed) -> Void
    ) throws(Malformed) {
        guard depth <= Self.maximumDepth else { throw error("more than \(Self.maximumDepth) levels") }
        index += 1
        skipSpace()
        if take(end) { return }
        while true {
            try element(&self)
            skipSpace()
            if take(end) { return }
            guard take(UInt8(ascii: ",")) else { throw error("expected a comma or \(UnicodeScalar(end))") }
            skipSpace()
        }
    }

    /// Reads a number (RFC 8259, section 6).
    private mutating func number() throws(Malformed) {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
            try digits()
        }
    }

    private mutating func digits() throws(Malformed) {
        let start = index
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
        guard index > start else { throw error("expected a digit") }
    }

    /// Reads a string from its opening quotation mark (RFC 8259, section 7).
    private mutating func string() throws(Malformed) -> String {
        index += 1
        let start = index
        skipUnescaped()
        if peek == UInt8(ascii: "\"") {
            index += 1
            return String(decoding: bytes[start..<index - 1], as: UTF8.self)
        }
        var text = UTF8Buffer(capacity: 2 * (index - start) + 64)
        bytes.withUnsafeBytes { text.append(UnsafeRawBufferPointer(rebasing: $0[start..<index])) }
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return text.withBytes(from: 0) { String(decoding: $0, as: UTF8.self) }
            case UInt8(ascii: "\\"):
                index += 1
                for unit in UTF8.encode(try escape()) ?? .init() { text.append(unit) }
                let start = index
                skipUnescaped()
                bytes.withUnsafeBytes { text.append(UnsafeRawBufferPointer(rebasing: $0[start..<index])) }
            default: throw error("a control character in a string must be escaped")
            }
        }
        throw error("the text ends inside a string")
    }

    private mutating func skipUnescaped() {
        index += bytes.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[index...]).unescapedJSONPrefix }
    }

    /// Reads the rest of an escape, after the backslash.
    private mutating func escape() throws(Malformed) -> Unicode.Scalar {
        let byte = peek
        index += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default:
            index -= 1
            throw error("unknown escape")
        }
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard UTF16.isLeadSurrogate(unit) else { throw error("a low surrogate without a high one") }
        guard bytes[index...].starts(with: "\\u".utf8) else { throw error("a high surrogate without a low one") }
        index += 2
        let trail = try codeUnit()
        guard UTF16.isTrailSurrogate(trail),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(trail) - 0xDC00))
        else { throw error("a high surrogate without a low one") }
        return scalar
    }

    private mutating func codeUnit() throws(Malformed) -> UInt16 {
        let end = index + 4
        guard end <= bytes.count, bytes[index..<end].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: bytes[index..<end], as: UTF8.self), radix: 16)
        else { throw error("expected four hexadecimal digits") }
        index = end
        return unit
    }
}
