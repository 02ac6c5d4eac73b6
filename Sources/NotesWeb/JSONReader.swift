/// Reads one JSON text (RFC 8259) from its first byte to its last, and keeps of its object only what it is asked for. It
/// takes nothing that the grammar does not, unlike Foundation's decoder, which lets a comma stand before a bracket and never
/// looks at members that it does not decode.
struct JSONReader {
    enum Value: Equatable {
        case string(String)
        case bool(Bool)
        case null
        /// A number without a fraction and an exponent.
        case integer(Int64)
        /// Any other number, an array or an object: no note has a field of these.
        case other
    }

    /// The text is not JSON, or its arrays and objects are nested too deeply.
    struct Malformed: Error {}

    static let maximumDepth = 512

    /// Whether the object has two members of one name.
    private(set) var hasRepeatedName = false
    private let bytes: [UInt8]
    private var index = 0

    /// - Parameter bytes: UTF-8, already validated.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The members of the object that is the whole text, the last of each name.
    ///
    /// - Returns: nil if the text is null.
    /// - Throws: `Malformed`; also if the text is another value.
    mutating func members() throws(Malformed) -> [String: Value]? {
        skipSpace()
        var members: [String: Value]? = [:]
        switch peek {
        case UInt8(ascii: "{"):
            var repeats = false
            try object(depth: 1) { name, value in
                if members?.updateValue(value, forKey: name) != nil { repeats = true }
            }
            hasRepeatedName = repeats
        case UInt8(ascii: "n"):
            try literal("null")
            members = nil
        default: throw Malformed()
        }
        skipSpace()
        guard index == bytes.count else { throw Malformed() }
        return members
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        index += 1
        return true
    }

    private mutating func literal(_ text: StaticString) throws(Malformed) {
        let isHere = text.withUTF8Buffer { bytes[index...].starts(with: $0) }
        guard isHere else { throw Malformed() }
        index += text.utf8CodeUnitCount
    }

    private mutating func value(depth: Int) throws(Malformed) -> Value {
        switch peek {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"):
            try literal("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try literal("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try literal("null")
            return .null
        case UInt8(ascii: "{"): try object(depth: depth + 1) { _, _ in }
        case UInt8(ascii: "["): try array(depth: depth + 1)
        default:
            let start = index
            try number()
            return Int64(String(decoding: bytes[start..<index], as: UTF8.self)).map { .integer($0) } ?? .other
        }
        return .other
    }

    private mutating func object(depth: Int, _ member: (String, Value) -> Void) throws(Malformed) {
        guard depth <= Self.maximumDepth else { throw Malformed() }
        index += 1
        skipSpace()
        if take(UInt8(ascii: "}")) { return }
        while true {
            skipSpace()
            let name = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw Malformed() }
            skipSpace()
            member(name, try value(depth: depth))
            skipSpace()
            if take(UInt8(ascii: "}")) { return }
            guard take(UInt8(ascii: ",")) else { throw Malformed() }
        }
    }

    private mutating func array(depth: Int) throws(Malformed) {
        guard depth <= Self.maximumDepth else { throw Malformed() }
        index += 1
        skipSpace()
        if take(UInt8(ascii: "]")) { return }
        while true {
            skipSpace()
            _ = try value(depth: depth)
            skipSpace()
            if take(UInt8(ascii: "]")) { return }
            guard take(UInt8(ascii: ",")) else { throw Malformed() }
        }
    }

    /// RFC 8259, section 6.
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
        guard index > start else { throw Malformed() }
    }

    /// RFC 8259, section 7.
    private mutating func string() throws(Malformed) -> String {
        guard take(UInt8(ascii: "\"")) else { throw Malformed() }
        var unescaped: [UInt8] = []
        var start = index
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                defer { index += 1 }
                if unescaped.isEmpty { return String(decoding: bytes[start..<index], as: UTF8.self) }
                unescaped.append(contentsOf: bytes[start..<index])
                return String(decoding: unescaped, as: UTF8.self)
            case UInt8(ascii: "\\"):
                unescaped.append(contentsOf: bytes[start..<index])
                index += 1
                unescaped.append(contentsOf: UTF8.encode(try escape()) ?? .init())
                start = index
            case 0..<0x20: throw Malformed()
            default: index += 1
            }
        }
        throw Malformed()
    }

    private mutating func escape() throws(Malformed) -> Unicode.Scalar {
        guard let byte = peek else { throw Malformed() }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw Malformed()
        }
        let unit = try codeUnit()
        guard UTF16.isLeadSurrogate(unit) else {
            // A trail surrogate alone is no scalar.
            guard let scalar = Unicode.Scalar(unit) else { throw Malformed() }
            return scalar
        }
        try literal("\\u")
        let trail = try codeUnit()
        guard UTF16.isTrailSurrogate(trail),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(trail) - 0xDC00))
        else { throw Malformed() }
        return scalar
    }

    private mutating func codeUnit() throws(Malformed) -> UInt16 {
        let end = index + 4
        guard end <= bytes.count, bytes[index..<end].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: bytes[index..<end], as: UTF8.self), radix: 16)
        else { throw Malformed() }
        index = end
        return unit
    }
}
