import Foundation
import Testing
import TestSupport

/// A client that leaves in the middle is forgotten, and leaves nothing behind.
@Suite struct DepartingClientTests {
    private let request = FastCGIRequest("POST", "/api/notes", json: #"{"title":"never","content":"whole"}"#)

    /// What the open descriptors of a process lead to, such as `socket:[123]`.
    private func descriptors(_ process: String) throws -> [String] {
        let folder = "/proc/\(process)/fd"
        return try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
        }
    }

    private func descriptors(_ service: Service) throws -> [String] {
        // Some may have been inherited from whoever started these tests.
        let own = try Set(descriptors("self"))
        return try descriptors("\(service.process.id)").filter { !own.contains($0) || !$0.hasPrefix("socket:") }
    }

    /// How many connections the service has open, whether the client has closed them or not.
    private func connections(_ service: Service) throws -> Int {
        // But for the socket on which it listens.
        try descriptors(service).count { $0.hasPrefix("socket:") } - 1
    }

    private func expectNothingIsLeft(_ service: Service, _ body: () throws -> Void) throws {
        try waitUntil("the first requests' connections are closed") { try connections(service) == 0 }
        let before = try descriptors(service).count
        try body()
        let connection = try service.connect()
        let response = try connection.send(FastCGIRequest("GET", "/api/notes"))
        #expect(response.status == 200)
        #expect(!response.text.contains("never"))
        try waitUntil("only this connection is open") { try connections(service) == 1 }
        // Each worker may have opened its own reader meanwhile: a file, its log, and the log's index.
        #expect(try descriptors(service).count <= before + 1 + 3 * 24)
    }

    @Test func inTheMiddleOfTheParameters() throws {
        let service = try Service()
        try expectNothingIsLeft(service) {
            for index in 0..<200 {
                try service.connect().socket.send(request.head.prefix(1 + index % (request.head.count - 1)))
            }
        }
    }

    @Test func inTheMiddleOfTheContent() throws {
        let service = try Service()
        let bytes = request.bytes
        try expectNothingIsLeft(service) {
            for index in 0..<200 {
                // Without the empty record, at the least, that ends the content.
                let content = bytes.count - 8 - request.head.count
                try service.connect().socket.send(bytes.prefix(request.head.count + index % (content + 1)))
            }
        }
    }

    @Test func beforeALargeAnswer() throws {
        let service = try Service()
        // More than the socket's buffer holds.
        let note = try service.createNote("long", content: String(repeating: "x", count: 500_000))
        try expectNothingIsLeft(service) {
            for index in 0..<40 {
                let connection = try service.connect()
                try connection.socket.send(FastCGIRequest("GET", "/api/notes/\(note.id)").bytes)
                // Some leave at once, others after the first part.
                if index.isMultiple(of: 2) { #expect(try !connection.socket.receive().isEmpty) }
            }
        }
    }

    @Test func withoutAWord() throws {
        let service = try Service()
        try expectNothingIsLeft(service) {
            for _ in 0..<500 { _ = try service.connect() }
        }
    }
}
