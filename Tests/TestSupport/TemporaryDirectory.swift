import Foundation

/// A folder of a test's own, removed when the test is over.
public final class TemporaryDirectory: Sendable {
    public let path: String

    public init() throws {
        let name = "notes-test-\(UUID().uuidString)"
        path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a file in the folder.
    public func file(_ name: String) -> String { "\(path)/\(name)" }
}
