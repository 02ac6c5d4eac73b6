import Foundation

/// An answer as a client sees it, over FastCGI or over HTTP.
struct ReceivedResponse {
    var status = 0
    var fields: [(name: String, value: String)] = []
    var body: [UInt8] = []

    struct Malformed: Error {
        let head: String
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The value of a field that is there exactly once; nil if it is absent or repeated.
    subscript(name: String) -> String? {
        let values = values(of: name)
        return values.count == 1 ? values[0] : nil
    }

    func values(of name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// The body, a note in JSON.
    func note() throws -> NoteJSON {
        try JSONDecoder().decode(NoteJSON.self, from: Data(body))
    }

    /// - Parameter lines: header fields, one a line.
    static func fields(_ lines: some Sequence<Substring>) throws -> [(name: String, value: String)] {
        try lines.map { line in
            guard let colon = line.firstIndex(of: ":") else { throw Malformed(head: String(line)) }
            return (String(line[..<colon]), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
        }
    }

    /// Head and rest of `bytes`, around their first empty line.
    static func split(_ bytes: [UInt8]) throws -> (head: [Substring], rest: [UInt8]) {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else {
            throw Malformed(head: String(decoding: bytes.prefix(500), as: UTF8.self))
        }
        let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
        return (head.split(separator: "\r\n"), Array(bytes[end.upperBound...]))
    }
}
