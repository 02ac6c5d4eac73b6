import Foundation
import Testing
import TestSupport

/// When a client closes its connection too early, the service closes it as well and keeps no descriptor.
@Suite struct DepartingClientTests {
    private let request = FastCGIRequest("POST", "/api/notes", json: #"{"title":"never","content":"whole"}"#)

    /// The targets of a process's open descriptors, such as `socket:[123]`.
    private func descriptors(_ process: String) throws -> [String] {
        let folder = "/proc/\(process)/fd"
        return try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
        }
    }

    private func descriptors(_ service: Service) throws -> [String] {
        // The service may have inherited sockets from the process that started these tests.
        let own = try Set(descriptors("self"))
        return try descriptors("\(service.process.id)").filter { !own.contains($0) || !$0.hasPrefix("socket:") }
    }

    /// The number of connections that the service has open, including connections that the client has closed.
    private func connections(_ service: Service) throws -> Int {
        // The listening socket is not a connection.
        try descriptors(service).count { $0.hasPrefix("socket:") } - 1
    }

    private func expectNothingLeft(_ service: Service, _ body: () throws -> Void) throws {
        try waitUntil("the connections of the first requests are closed") { try connections(service) == 0 }
        let before = try descriptors(service).count
        try body()
        let connection = try service.connect()
        let response = try connection.send(FastCGIRequest("GET", "/api/notes"))
        #expect(response.status == 200)
        #expect(!response.text.contains("never"))
        try waitUntil("only this connection is open") { try connections(service) == 1 }
        // Each worker may have opened its own database connection: three files.
        #expect(try descriptors(service).count <= before + 1 + 3 * 24)
    }

    @Test func aClientMayLeaveWithinTheParameters() throws {
        let service = try Service()
        try expectNothingLeft(service) {
            for index in 0..<200 {
                try service.connect().socket.send(request.head.prefix(1 + index % (request.head.count - 1)))
            }
        }
    }

    @Test func aClientMayLeaveWithinTheBody() throws {
        let service = try Service()
        let bytes = request.bytes
        try expectNothingLeft(service) {
            for index in 0..<200 {
                // At least the empty record that ends the body is missing.
                let content = bytes.count - 8 - request.head.count
                try service.connect().socket.send(bytes.prefix(request.head.count + index % (content + 1)))
            }
        }
    }

    @Test func aClientMayLeaveBeforeALargeResponse() throws {
        let service = try Service()
        // The response is larger than the socket's buffer.
        let note = try service.createNote("long", content: String(repeating: "x", count: 500_000))
        try expectNothingLeft(service) {
            for index in 0..<40 {
                let connection = try service.connect()
                try connection.socket.send(FastCGIRequest("GET", "/api/notes/\(note.id)").bytes)
                // Half of the clients leave at once, the others after the first part of the response.
                if index.isMultiple(of: 2) { #expect(try !connection.socket.receive().isEmpty) }
            }
        }
    }

    @Test func aClientMayLeaveWithoutARequest() throws {
        let service = try Service()
        try expectNothingLeft(service) {
            for _ in 0..<500 { _ = try service.connect() }
        }
    }
}
