import Foundation
import TestSupport

/// An nginx for one test, with the site that deploy/nginx/local writes and deploy/run uses.
final class Nginx: Sendable {
    let port: UInt16
    private let basePath: String
    private let process: ChildProcess

    struct DidNotStart: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameters:
    ///   - folder: the folder with the service's socket, `notes.sock`.
    ///   - basePath: the base path of the service.
    ///   - isLimited: whether the site limits the requests of each client.
    ///   - edit: changes the site's configuration.
    init(
        in folder: TemporaryDirectory, basePath: String = BasePath.standard, isLimited: Bool = false,
        edit: (String) -> String = { $0 }
    ) throws {
        self.basePath = basePath
        // Another program may take the free port before nginx does.
        for _ in 0..<3 {
            let port = try Self.freePort()
            try Self.prepare(folder, port: port, basePath: basePath, isLimited: isLimited)
            let site = edit(String(decoding: folder.read("notes.conf"), as: UTF8.self))
            try folder.write(site.utf8, to: "notes.conf")
            let process = try ChildProcess(
                [Program.nginx.path, "-p", folder.path, "-c", "nginx.conf", "-e", "stderr"], in: folder.path,
                errors: "\(folder.path)/nginx-errors")
            try waitUntil("nginx listens or has ended", within: 20) { process.hasEnded || Self.isListening(port) }
            if !process.hasEnded {
                self.port = port
                self.process = process
                return
            }
        }
        throw DidNotStart(description: String(decoding: folder.read("nginx-errors"), as: UTF8.self))
    }

    /// The address of the service, with the base path.
    var address: String { "http://127.0.0.1:\(port)\(basePath)" }

    private static func prepare(
        _ folder: TemporaryDirectory, port: UInt16, basePath: String, isLimited: Bool
    ) throws {
        let script = try ChildProcess(
            [Program.bash.path, "\(Checkout.path)/deploy/nginx/local", folder.path, "\(port)"]
                + (isLimited ? ["limited"] : []), in: folder.path,
            environment: ["BASE_PATH": basePath], errors: "\(folder.path)/nginx-errors")
        guard try script.wait(within: 20) == 0 else {
            throw DidNotStart(description: String(decoding: folder.read("nginx-errors"), as: UTF8.self))
        }
    }

    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) == 0 && getsockname(descriptor, address, &size) == 0
            }
        }
        guard result else { throw DidNotStart(description: "no port is free: \(String(cString: strerror(errno)))") }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func isListening(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(port: port)
        return withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        sockaddr_in(
            sin_family: sa_family_t(AF_INET), sin_port: port.bigEndian,
            sin_addr: in_addr(s_addr: UInt32(0x7F00_0001).bigEndian), sin_zero: (0, 0, 0, 0, 0, 0, 0, 0))
    }
}
