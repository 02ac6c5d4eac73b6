import Glibc
import Locking
import TestSupport

/// Keeps a listening socket open and starts the service on it, as systemd does with notes.socket and notes.service.
final class ServiceManager: Sendable {
    let folder: TemporaryDirectory
    private let socket: CInt
    private let process: Locked<ChildProcess?>

    struct StopFailed: Error, CustomStringConvertible {
        let description: String
    }

    /// Starts the service. Does not wait: requests wait in the socket's queue.
    init() throws {
        folder = try Service.makeFolder()
        socket = try UnixSocket.listen(at: folder.file("notes.sock"))
        process = try Locked(Self.start(socket, in: folder))
    }

    deinit {
        close(socket)
    }

    /// Stops the service and starts it again, on the same socket.
    func restart() throws {
        try process.withLock { process in
            process?.signal(SIGTERM)
            let status = try process?.wait(within: 20)
            guard status == 0 else { throw StopFailed(description: "the service ended with status \(status ?? -1)") }
            process = try Self.start(socket, in: folder)
        }
    }

    private static func start(_ socket: CInt, in folder: TemporaryDirectory) throws -> ChildProcess {
        try ChildProcess(
            [Checkout.notesFCGI], in: folder.path,
            environment: ["SECRET_KEY": "end-to-end tests", "BASE_PATH": BasePath.standard], inputDescriptor: socket,
            errors: folder.file("errors"))
    }
}
