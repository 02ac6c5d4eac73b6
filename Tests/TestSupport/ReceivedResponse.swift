import Foundation

/// A response as a client receives it, over FastCGI or over HTTP.
public struct ReceivedResponse: Sendable {
    public var status = 0
    public var fields: [(name: String, value: String)] = []
    public var body: [UInt8] = []

    /// The bytes are not a response.
    public struct Malformed: Error {
        let head: String

        public init(head: String) {
            self.head = head
        }
    }

    public init() {}

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The value of a field; nil if the field is absent or repeated.
    public subscript(name: String) -> String? {
        let values = values(of: name)
        return values.count == 1 ? values[0] : nil
    }

    /// The values of all fields with a name.
    public func values(of name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// Parses header fields.
    ///
    /// - Parameter lines: one header field per line.
    public static func fields(_ lines: some Sequence<Substring>) throws -> [(name: String, value: String)] {
        try lines.map { line in
            guard let colon = line.firstIndex(of: ":") else { throw Malformed(head: String(line)) }
            return (String(line[..<colon]), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
        }
    }

    /// Splits a response at its first empty line.
    ///
    /// - Returns: the lines of the head, and the bytes after the empty line.
    public static func split(_ bytes: [UInt8]) throws -> (head: [Substring], rest: [UInt8]) {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else {
            throw Malformed(head: String(decoding: bytes.prefix(500), as: UTF8.self))
        }
        let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
        return (head.split(separator: "\r\n"), Array(bytes[end.upperBound...]))
    }
}
