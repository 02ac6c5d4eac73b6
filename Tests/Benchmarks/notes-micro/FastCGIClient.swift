import FastCGI
import Foundation
import HTTPValues
import Logging

/// A server on a unix socket with one worker, and its client in the same process.
struct FastCGIClient {
    /// The parameters that nginx sends for a bare GET request.
    private static let parameters = [
        "REQUEST_METHOD": "GET", "REQUEST_URI": "/notes", "CONTENT_TYPE": "", "CONTENT_LENGTH": "", "HTTPS": "",
        "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "REMOTE_USER": "",
        "REQUEST_ID": "0123456789abcdef0123456789abcdef", "HTTP_HOST": "127.0.0.1:8080",
    ]

    /// How many connections the client has. It sends a request on each of them before it reads a response, as nginx does
    /// under load. Otherwise, threads that fall asleep and wake up would cost more than everything else.
    static let connections = 32

    private var descriptors: [CInt] = []

    init(respond: @escaping @Sendable (Request) -> Response) throws {
        let path = FileManager.default.temporaryDirectory.path + "/notes-micro-\(getpid()).sock"
        let listener = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        descriptors = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                precondition(
                    bind(listener, address, size) == 0 && listen(listener, 1024) == 0, "cannot listen at \(path)")
                return (0..<Self.connections).map { _ in
                    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
                    precondition(connect(descriptor, address, size) == 0, "cannot connect to \(path)")
                    return descriptor
                }
            }
        }
        unlink(path)
        var configuration = Server.Configuration()
        configuration.workers = 1
        try Server(
            ListeningSocket(descriptor: listener), configuration: configuration, places: try Places(1),
            logger: Logger(label: "micro"), respond: respond
        ).start()
    }

    /// A GET request with the parameters of nginx, and one parameter for each header field.
    static func request(fields: [String: String]) -> [UInt8] {
        var content: [UInt8] = []
        for (name, value) in parameters.merging(fields, uniquingKeysWith: { $1 }) {
            content += [UInt8(name.utf8.count), 0x80, 0, UInt8(value.utf8.count >> 8), UInt8(value.utf8.count & 0xFF)]
            content += name.utf8
            content += value.utf8
        }
        func record(_ kind: UInt8, _ content: [UInt8]) -> [UInt8] {
            [1, kind, 0, 1, UInt8(content.count >> 8), UInt8(content.count & 0xFF), 0, 0] + content
        }
        // FCGI_BEGIN_REQUEST for a responder on a kept connection, FCGI_PARAMS, FCGI_STDIN.
        return record(1, [0, 1, 1, 0, 0, 0, 0, 0]) + record(4, content) + record(4, []) + record(5, [])
    }

    /// Sends a request on each connection, then reads the responses. Each must fit into one record.
    func exchange(_ request: [UInt8]) {
        for descriptor in descriptors { precondition(send(descriptor, request, request.count, 0) == request.count) }
        for descriptor in descriptors { receive(descriptor) }
    }

    private func receive(_ descriptor: CInt) {
        let size = 65_536
        withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { buffer in
            var count = 0
            // The response ends with FCGI_END_REQUEST, whose record has 16 bytes.
            while count < 16 || buffer[count - 15] != 3 {
                let received = recv(descriptor, buffer.baseAddress?.advanced(by: count), size - count, 0)
                precondition(received > 0, "the server closed the connection")
                count += received
            }
        }
    }
}
