/// A record of the FastCGI protocol (FastCGI specification, sections 3.3 and 8).
public struct FastCGIRecord: Sendable {
    public enum Kind: UInt8 {
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

    public var version: UInt8 = 1
    /// The number of a `Kind`, or any other number for a malformed record.
    public var kind: UInt8
    public var requestID: UInt16 = 1
    public var content: [UInt8] = []
    /// The number of padding bytes after the content.
    public var padding = 0

    public init(_ kind: Kind, _ content: some Sequence<UInt8> = [], requestID: UInt16 = 1, padding: Int = 0) {
        self.kind = kind.rawValue
        self.content = Array(content)
        self.requestID = requestID
        self.padding = padding
    }

    public var bytes: [UInt8] {
        [version, kind, UInt8(requestID >> 8), UInt8(requestID & 0xFF)]
            + [UInt8(content.count >> 8), UInt8(content.count & 0xFF), UInt8(padding), 0]
            + content + [UInt8](repeating: 0xA5, count: padding)
    }

    /// Removes the first record from `bytes`.
    ///
    /// - Returns: nil if `bytes` does not contain a whole record yet.
    /// - Throws: `Malformed` if `bytes` does not begin with a record's header.
    public static func removeFirst(of bytes: inout [UInt8]) throws -> FastCGIRecord? {
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
