import Foundation

/// The path below which a test's site is reachable: empty, or a path like `/x/y`.
enum BasePath {
    /// The base path of each site for which the test names none. The environment variable NOTES_TEST_BASE_PATH sets it, so that
    /// the same tests can run below a path. It is empty by default.
    static let standard = ProcessInfo.processInfo.environment["NOTES_TEST_BASE_PATH"] ?? ""
}
