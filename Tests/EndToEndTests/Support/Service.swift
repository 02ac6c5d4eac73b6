import Foundation
import TestSupport

/// The service as it is deployed: notes-fcgi under spawn-fcgi, in a working directory of its own.
final class Service: Sendable {
    // First, so that it ends before its folder does.
    let process: ChildProcess
    let folder: TemporaryDirectory
    let socket: String

    struct DidNotStart: Error, CustomStringConvertible {
        let description: String
    }

    /// Starts it and waits until it answers.
    ///
    /// - Parameter folder: its working directory; another start in the same one finds the same database.
    convenience init(in folder: TemporaryDirectory? = nil, environment: [String: String] = [:]) throws {
        let folder = try folder ?? Self.makeFolder()
        try self.init(starting: folder, environment: environment)
        try waitUntilReady()
    }

    /// Starts it and does not wait.
    ///
    /// - Parameter prefix: a program that becomes the service's, and its arguments.
    init(
        starting folder: TemporaryDirectory, socketName: String = "notes.sock", environment: [String: String] = [:],
        prefix: [String] = []
    ) throws {
        self.folder = folder
        socket = "\(folder.path)/\(socketName)"
        process = try ChildProcess(
            prefix + [Program.spawnFCGI.path, "-n", "-s", socket, "-b", "1024", "--", Checkout.notesFCGI],
            in: folder.path,
            environment: ["SECRET_KEY": "end-to-end tests"].merging(environment) { $1 },
            errors: "\(folder.path)/errors")
    }

    /// A working directory with all that the service looks for there.
    static func makeFolder() throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        try folder.copy("templates")
        try folder.copy("static")
        return folder
    }

    func waitUntilReady() throws {
        try waitUntil("there is a socket, or the service has ended") {
            FileManager.default.fileExists(atPath: socket) || process.hasEnded
        }
        // spawn-fcgi listens before the service starts: the request waits for it.
        var status: Int?
        try waitUntil("the service answers, or has ended") {
            var request = FastCGIRequest("GET", "/api/notes?per_page=1")
            request.parameters.append(("REMOTE_USER", "test"))
            status = try? send(request).status
            return status != nil || process.hasEnded
        }
        guard status == 200 else { throw DidNotStart(description: "\(status ?? 0) \(errors)") }
    }

    /// What it wrote to its standard error.
    var errors: String { String(decoding: folder.read("errors"), as: UTF8.self) }

    func connect() throws -> FastCGIConnection {
        try FastCGIConnection(to: self)
    }

    /// Sends a request over a connection of its own.
    func send(_ request: FastCGIRequest) throws -> ReceivedResponse {
        try connect().send(request)
    }

    /// Makes a note through the API.
    @discardableResult
    func createNote(_ title: String, content: String = "some content") throws -> NoteJSON {
        let body = try JSONEncoder().encode(["title": title, "content": content])
        return try send(FastCGIRequest("POST", "/api/notes", body: Array(body))).note()
    }

    /// Sends SIGTERM and waits for the end.
    @discardableResult
    func stop() throws -> (exitStatus: CInt, duration: Duration) {
        let start = ContinuousClock.now
        process.signal(SIGTERM)
        let status = try process.wait(within: 20)
        return (status, ContinuousClock.now - start)
    }
}
