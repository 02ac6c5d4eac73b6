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

    /// Ends the service with a signal and starts it again, on the same socket.
    func restart(_ signal: CInt = SIGTERM) throws {
        try process.withLock { process in
            process?.signal(signal)
            let status = try process?.wait(within: 20)
            guard status == (signal == SIGTERM ? 0 : 128 + signal) else {
                throw StopFailed(description: "the service ended with status \(status ?? -1)")
            }
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
