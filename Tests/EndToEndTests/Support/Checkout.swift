import Foundation

/// What is under test: the files of this checkout, and the program that was built from it.
enum Checkout {
    /// The folder of Package.swift.
    static let path = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    struct NotBuilt: Error, CustomStringConvertible {
        let path: String

        var description: String { "\(path) is missing; build it with: swift build --product notes-fcgi" }
    }

    /// The program: the one that NOTES_FCGI names, else the one that was built beside these tests.
    ///
    /// - Throws: `NotBuilt`.
    static var notesFCGI: String {
        get throws {
            let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
            let path =
                ProcessInfo.processInfo.environment["NOTES_FCGI"]
                ?? URL(filePath: tests).deletingLastPathComponent().appending(path: "notes-fcgi").path
            guard access(path, X_OK) == 0 else { throw NotBuilt(path: path) }
            return URL(filePath: path).path
        }
    }

    /// Whether the program is an optimised one. The one that was built beside these tests is not: it may be ten times as slow, and
    /// more under a sanitizer.
    static var isRelease: Bool { ProcessInfo.processInfo.environment["NOTES_FCGI"] != nil }

    /// Whether memory that the program frees comes back: AddressSanitizer keeps it, to see who uses it all the same.
    static var returnsMemory: Bool { ProcessInfo.processInfo.environment["ASAN_OPTIONS"] == nil }

    /// A C compiler: that of the Swift which runs these tests, or any other.
    static var clang: String {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = path.split(separator: ":").map(String.init) + Program.folders
        let paths = ["clang", "cc"].flatMap { name in folders.map { "\($0)/\(name)" } }
        return paths.first { access($0, X_OK) == 0 } ?? "clang"
    }
}
