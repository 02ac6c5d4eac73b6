import Foundation

/// The files of this checkout and the program built from it.
enum Checkout {
    /// The folder of Package.swift.
    static let path = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    struct NotBuilt: Error, CustomStringConvertible {
        let path: String

        var description: String { "\(path) is missing; build it with: swift build --product notes-fcgi" }
    }

    /// The path of the program: the value of NOTES_FCGI, or else the program that was built with these tests.
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

    /// Whether the program is a release build, which is assumed if NOTES_FCGI is set. A debug build may be ten times as slow,
    /// and even slower with a sanitizer.
    static var isRelease: Bool { ProcessInfo.processInfo.environment["NOTES_FCGI"] != nil }

    /// The path of a C compiler: the Swift toolchain's, or else another one.
    static var clang: String {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = path.split(separator: ":").map(String.init) + Program.folders
        let paths = ["clang", "cc"].flatMap { name in folders.map { "\($0)/\(name)" } }
        return paths.first { access($0, X_OK) == 0 } ?? "clang"
    }
}
