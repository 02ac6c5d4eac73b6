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

    /// The server did not do what a test asked for.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// The folder of the unix socket and the data.
    public let folder: String
    /// The shell of the server. The server runs until the shell's input is closed.
    private let process: PipedProcess
    private let numbers = Locked(0)

    /// Debian's folder of the server's programs, of its newest version.
    public static func program(_ name: String) throws -> String {
        let versions = try FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql").compactMap { Int($0) }
        guard let newest = versions.max() else {
            throw Failure(description: "PostgreSQL is missing; install postgresql")
        }
        return "/usr/lib/postgresql/\(newest)/bin/\(name)"
    }

    /// Creates a server and starts it.
    ///
    /// - Parameters:
    ///   - settings: more settings of the server, such as `max_connections=5`.
    ///   - primary: if given, the new server is a standby that streams from it.
    ///   - preparation: shell commands that run as the test's user before the data is written, in the server's folder.
    ///   - prefix: a program that becomes the server's shell, and its arguments.
    public init(
        settings: [String] = [], standbyOf primary: PostgresServer? = nil, preparation: String = "",
        prefix: [String] = []
    ) throws {
        let directory = try TemporaryDirectory.kept()
        folder = directory
        // The server refuses to run as root.
        let asUser = geteuid() == 0 ? "setpriv --reuid=postgres --regid=postgres --clear-groups" : ""
        let options = (["listen_addresses=", "unix_socket_directories=\(directory)", "fsync=off"] + settings)
            .map { "-c '\($0)'" }.joined(separator: " ")
        let makeData =
            if let primary {
                "\(try Self.program("pg_basebackup")) -D data -R -c fast -h \(primary.folder) -U notes"
            } else {
                "\(try Self.program("initdb")) -D data -X \(directory)/wal -A trust -U notes --no-sync -E UTF8 --locale=C.UTF-8"
            }
        let script = """
            set -e
            cd "\(directory)"
            server=
            end() {
                # Otherwise, `swift test` would wait until all files are deleted.
                exec >/dev/null 2>&1
                # QUIT ends the server at once, but a server that has not begun ignores it.
                if [[ $server ]]; then kill -TERM "$server" && kill -QUIT "$server" || true; fi
                wait
                cd /
                umount "\(directory)/data" || true
                rm -rf "\(directory)"
            }
            trap end EXIT
            start() {
                rm -f stopped
                \(asUser) \(try Self.program("postgres")) -D data \(options) >>log 2>&1 </dev/null &
                server=$!
            }
            stop() {
                kill "-$1" "$server"
                wait "$server" || true
                server=
                touch stopped
            }
            \(preparation)
            if [[ $EUID == 0 ]]; then chown -R postgres: .; fi
            \(asUser) \(makeData) >/dev/null
            echo 'host all all all trust' >>data/pg_hba.conf
            start
            while read -r command; do $command; done
            """
        process = try PipedProcess(reading: prefix + ["bash", "-c", script])
        try waitUntilReady()
    }

    /// The process of the server's shell.
    public var processID: CInt { process.id }

    /// Stops the server with a signal, which the documentation of postgres(1) explains, and waits until it has ended.
    public func stop(_ signal: String) throws {
        process.write("stop \(signal)")
        try waitUntil("the server has ended", within: 30) {
            FileManager.default.fileExists(atPath: "\(folder)/stopped")
        }
    }

    /// Starts the server again. Does not wait.
    public func start() throws {
        process.write("start")
    }

    /// Waits until the server accepts connections.
    public func waitUntilReady() throws {
        try waitUntil("the PostgreSQL server in \(folder) has started", within: 30) {
            guard process.isRunning else { throw Failure(description: "the server has ended") }
            return try psql("SELECT", in: "postgres").status == 0
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
    public func url(_ database: String, user: String = "notes") -> String {
        "postgresql://\(user)@/\(database)?host=\(folder)"
    }

    /// Runs SQL as another program would, in one transaction.
    public func execute(_ sql: String, in database: String) throws {
        _ = try query(sql, in: database)
    }

    /// Runs SQL as another program would, in one transaction.
    ///
    /// - Returns: the lines of the result. In a line, `|` separates the columns.
    public func query(_ sql: String, in database: String) throws -> [String] {
        let (status, output, errors) = try psql(sql, in: database)
        guard status == 0 else { throw Failure(description: errors) }
        return output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    private func psql(_ sql: String, in database: String) throws -> (status: CInt, output: String, errors: String) {
        try PipedProcess.run([
            "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", folder, "-U", "notes", database, "-c", sql,
        ])
    }
}
