/// A record of the FastCGI protocol (FastCGI specification, sections 3.3 and 8).
struct FastCGIRecord {
    enum Kind: UInt8 {
        case beginRequest = 1
        case abortRequest
        case endRequest
        case parameters
        case standardInput
        case standardOutput
        case standardError
        case data
        case getValues
        case getValuesResult
        case unknownType
    }

    var version: UInt8 = 1
    var kind: UInt8
    var requestID: UInt16 = 1
    var content: [UInt8] = []
    /// In bytes.
    var padding = 0

    init(_ kind: Kind, _ content: some Sequence<UInt8> = [], requestID: UInt16 = 1, padding: Int = 0) {
        self.kind = kind.rawValue
        self.content = Array(content)
        self.requestID = requestID
        self.padding = padding
    }

    var bytes: [UInt8] {
        [version, kind, UInt8(requestID >> 8), UInt8(requestID & 0xFF)]
            + [UInt8(content.count >> 8), UInt8(content.count & 0xFF), UInt8(padding), 0]
            + content + [UInt8](repeating: 0xA5, count: padding)
    }

    /// The first record of `bytes`, which is removed from them; nil if it is not there as a whole.
    ///
    /// - Throws: `Malformed` if no record begins so.
    static func first(of bytes: inout [UInt8]) throws -> FastCGIRecord? {
        guard bytes.count >= 8 else { return nil }
        guard bytes[0] == 1, let kind = Kind(rawValue: bytes[1]) else {
            throw Malformed(bytes: Array(bytes.prefix(64)))
        }
        let length = Int(bytes[4]) << 8 | Int(bytes[5])
        let end = 8 + length + Int(bytes[6])
        guard bytes.count >= end else { return nil }
        defer { bytes.removeFirst(end) }
        return FastCGIRecord(
            kind, bytes[8..<8 + length], requestID: UInt16(bytes[2]) << 8 | UInt16(bytes[3]), padding: Int(bytes[6]))
    }

    struct Malformed: Error {
        let bytes: [UInt8]
    }
}
