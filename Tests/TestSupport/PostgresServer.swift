import Foundation
import Locking

/// A PostgreSQL server in a temporary folder, which only this process uses. It ends with the process, however that ends.
public final class PostgresServer: Sendable {
    /// The server that the tests of a process share. Each test creates a database of its own.
    public static func shared() throws -> PostgresServer {
        try sharedServer.withLock { server in
            if let server { return server }
            let new = try PostgresServer()
            server = new
            return new
        }
    }

    private static let sharedServer = Locked<PostgresServer?>(nil)

    /// The folder of the unix socket and the data.
    public let folder: String
    private let process: Process
    /// The server runs until this pipe is closed.
    private let input: Pipe
    private let numbers = Locked(0)

    /// Debian's folder of the server's programs, of its newest version.
    public static func program(_ name: String) throws -> String {
        let versions = try FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql").compactMap { Int($0) }
        guard let newest = versions.max() else { throw CocoaError(.fileNoSuchFile) }
        return "/usr/lib/postgresql/\(newest)/bin/\(name)"
    }

    /// Creates a server and starts it.
    ///
    /// - Parameter settings: more settings of the server, such as `max_connections=5`.
    public init(settings: [String] = []) throws {
        let directory = try TemporaryDirectory.kept()
        folder = directory
        // The server refuses to run as root.
        let asUser = geteuid() == 0 ? "setpriv --reuid=postgres --regid=postgres --clear-groups" : ""
        let options = (["listen_addresses=", "unix_socket_directories=\(directory)", "fsync=off"] + settings)
            .map { "-c '\($0)'" }.joined(separator: " ")
        let script = """
            set -e
            trap 'kill -QUIT "$server" 2>/dev/null || true; wait; rm -rf "\(directory)"' EXIT
            [[ $EUID != 0 ]] || chown postgres: "\(directory)"
            \(asUser) \(try Self.program("initdb")) -D "\(directory)/data" -A trust -U notes --no-sync -E UTF8 \
                --locale=C.UTF-8 >/dev/null
            \(asUser) \(try Self.program("postgres")) -D "\(directory)/data" \(options) >"\(directory)/log" 2>&1 &
            server=$!
            cat >/dev/null
            """
        process = Process()
        input = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", script]
        process.standardInput = input
        try process.run()
        let process = process
        try waitUntil("the PostgreSQL server in \(directory) has started", within: 30) {
            guard process.isRunning else { throw CocoaError(.executableLoad) }
            return try Self.run(["psql", "-X", "-q", "-h", directory, "-U", "notes", "postgres", "-c", "SELECT"]) == 0
        }
    }

    /// Creates a database.
    ///
    /// - Parameter template: the name of the database to copy.
    /// - Returns: its name.
    public func createDatabase(from template: String = "template0") throws -> String {
        let name = numbers.withLock { number in
            number += 1
            return "test\(number)"
        }
        try execute("CREATE DATABASE \(name) TEMPLATE \(template)", in: "postgres")
        return name
    }

    /// The address of a database, for DATABASE_URL.
    public func url(_ database: String) -> String { "postgresql://notes@/\(database)?host=\(folder)" }

    /// Runs SQL as another program would, in one transaction.
    public func execute(_ sql: String, in database: String) throws {
        let status = try Self.run(
            ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", folder, "-U", "notes", database, "-c", sql])
        guard status == 0 else { throw CocoaError(.executableRuntimeMismatch) }
    }

    private static func run(_ command: [String]) throws -> CInt {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
