import Foundation

/// A folder for one test, deleted with this object. Its path is short, because the path of a unix socket has at most 107
/// bytes.
public final class TemporaryDirectory: Sendable {
    public let path: String

    public init() throws {
        path = try Self.kept()
    }

    /// Creates such a folder that nobody deletes, and returns its path.
    static func kept() throws -> String {
        var template = Array("/tmp/notes-test.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a file in the folder.
    public func file(_ name: String) -> String { "\(path)/\(name)" }
}
