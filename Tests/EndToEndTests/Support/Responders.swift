import Glibc
import TestSupport

/// A site with two responders on one database. nginx passes requests to them in turn.
final class Responders {
    let site: Site
    private let folder: TemporaryDirectory
    private let settings: [String: String]
    private(set) var first: Service
    private(set) var second: Service?

    /// Starts nginx and the first responder. Nothing listens at the second socket until `startSecond()`.
    init() throws {
        folder = try Service.makeFolder()
        settings = ["BASE_PATH": BasePath.standard]
        first = try Self.start("notes@1.sock", folder, settings)
        site = try Site(first, edit: Self.servers)
    }

    /// The path of the second responder's socket.
    var secondSocket: String { folder.file("notes@2.sock") }

    func startFirst() throws {
        first = try Self.start("notes@1.sock", folder, settings)
    }

    func startSecond() throws {
        second = try Self.start("notes@2.sock", folder, settings)
    }

    /// Ends a responder at once. Its socket then refuses connections.
    func kill(_ service: Service?) throws {
        service?.process.signal(SIGKILL)
        _ = try service?.process.wait(within: 5)
    }

    private static func start(_ name: String, _ folder: TemporaryDirectory, _ settings: [String: String]) throws
        -> Service
    {
        let service = try Service(starting: folder, socketName: name, environment: settings)
        try service.waitUntilReady()
        return service
    }

    /// Replaces the only responder in notes.conf by the two that its comments show.
    private static func servers(in site: String) -> String {
        site.replacing(/server unix:[^;]*notes\.sock;/, with: "")
            .replacing("#server unix:", with: "server unix:")
    }
}
