import Foundation
import TestSupport

/// A running service: notes-fcgi, started by spawn-fcgi in its own working directory.
final class Service: Sendable {
    // Swift destroys properties in this order, so the process ends before its folder is deleted.
    let process: ChildProcess
    let folder: TemporaryDirectory
    let socket: String
    /// The setting BASE_PATH.
    let basePath: String

    struct DidNotStart: Error, CustomStringConvertible {
        let description: String
    }

    /// Starts the service and waits until it responds.
    ///
    /// - Parameter folder: the working directory. A second service in the same folder uses the same database.
    convenience init(in folder: TemporaryDirectory? = nil, environment: [String: String] = [:]) throws {
        let folder = try folder ?? Self.makeFolder()
        try self.init(starting: folder, environment: environment)
        try waitUntilReady()
    }

    /// Starts the service and does not wait.
    ///
    /// - Parameter prefix: a program that becomes spawn-fcgi, and its arguments.
    init(
        starting folder: TemporaryDirectory, socketName: String = "notes.sock", environment: [String: String] = [:],
        prefix: [String] = []
    ) throws {
        self.folder = folder
        basePath = environment["BASE_PATH"] ?? ""
        socket = "\(folder.path)/\(socketName)"
        process = try ChildProcess(
            prefix + [Program.spawnFCGI.path, "-n", "-s", socket, "-b", "1024", "--", Checkout.notesFCGI],
            in: folder.path,
            environment: ["SECRET_KEY": "end-to-end tests"].merging(TestDatabase.settings(for: folder)) { $1 }
                .merging(environment) { $1 },
            errors: "\(folder.path)/errors")
    }

    /// Creates a working directory with the files that the service needs.
    static func makeFolder() throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        try folder.copy("templates")
        try folder.copy("static")
        return folder
    }

    func waitUntilReady() throws {
        try waitUntil("the socket exists or the service has ended") {
            FileManager.default.fileExists(atPath: socket) || process.hasEnded
        }
        // The socket exists before the service runs, because spawn-fcgi creates it. The request waits in its queue.
        var status: Int?
        try waitUntil("the service responds or has ended") {
            var request = FastCGIRequest("GET", "/api/notes?per_page=1")
            request.parameters.append(("REMOTE_USER", "test"))
            status = try? send(request).status
            return status != nil || process.hasEnded
        }
        guard status == 200 else { throw DidNotStart(description: "\(status ?? 0) \(errors)") }
    }

    /// The text of its standard error.
    var errors: String { String(decoding: folder.read("errors"), as: UTF8.self) }

    func connect() throws -> FastCGIConnection {
        try FastCGIConnection(to: socket, of: self)
    }

    /// Sends a request over a new connection. The target is a path below the base path.
    func send(_ request: FastCGIRequest) throws -> ReceivedResponse {
        try connect().send(request.below(basePath))
    }

    /// Creates a note through the API.
    @discardableResult
    func createNote(_ title: String, content: String = "some content") throws -> NoteJSON {
        let body = try JSONEncoder().encode(["title": title, "content": content])
        return try send(FastCGIRequest("POST", "/api/notes", body: Array(body))).note()
    }

    /// Sends SIGTERM and waits until the service has ended.
    @discardableResult
    func stop() throws -> (exitStatus: CInt, duration: Duration) {
        let start = ContinuousClock.now
        process.signal(SIGTERM)
        let status = try process.wait(within: 20)
        return (status, ContinuousClock.now - start)
    }
}
