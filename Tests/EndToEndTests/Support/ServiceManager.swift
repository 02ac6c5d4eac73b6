import Glibc
import Locking
import TestSupport

/// Holds the socket open and starts the service on it, as systemd does with notes.socket and notes.service.
final class ServiceManager: Sendable {
    let folder: TemporaryDirectory
    private let socket: CInt
    private let process: Locked<ChildProcess?>

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Starts the service and does not wait: requests do.
    init() throws {
        folder = try Service.makeFolder()
        socket = try Self.listen(at: folder.file("notes.sock"), backlog: 1024)
        process = try Locked(Self.start(socket, in: folder))
    }

    deinit {
        close(socket)
    }

    /// Ends the service and starts it anew, on the same socket.
    func restart() throws {
        try process.withLock { process in
            process?.signal(SIGTERM)
            let status = try process?.wait(within: 20)
            guard status == 0 else { throw Failure(description: "the service ended with \(status ?? -1)") }
            process = try Self.start(socket, in: folder)
        }
    }

    private static func start(_ socket: CInt, in folder: TemporaryDirectory) throws -> ChildProcess {
        try ChildProcess(
            [Checkout.notesFCGI], in: folder.path, environment: ["SECRET_KEY": "end-to-end tests"],
            inputDescriptor: socket, errors: folder.file("errors"))
    }

    private static func listen(at path: String, backlog: CInt) throws -> CInt {
        let descriptor = Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let isListening = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard isListening, Glibc.listen(descriptor, backlog) == 0 else {
            throw Failure(description: "\(path): \(String(cString: strerror(errno)))")
        }
        return descriptor
    }
}
