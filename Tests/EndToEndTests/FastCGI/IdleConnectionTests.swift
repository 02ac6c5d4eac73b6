import Testing
import TestSupport

/// Idle connections do not slow down other connections.
@Suite struct IdleConnectionTests {
    private let list = FastCGIRequest("GET", "/api/notes")

    /// Much less than any timeout, and much more than a busy machine needs.
    private let quick = Duration.seconds(2)

    private func expectQuickResponses(_ connection: FastCGIConnection, _ comment: Comment) throws {
        for _ in 0..<200 {
            let start = ContinuousClock.now
            #expect(try connection.send(list).status == 200, comment)
            #expect(ContinuousClock.now - start < quick, comment)
        }
    }

    @Test func threeHundredIdleConnectionsDisturbNoOther() throws {
        let service = try Service()
        let idle = try (0..<300).map { _ in try service.connect() }
        // Half of the idle connections have been used.
        for connection in idle.prefix(150) { #expect(try connection.send(list).status == 200) }
        try expectQuickResponses(service.connect(), "a new connection")
        try expectQuickResponses(idle[0], "an idle connection")
        for connection in idle { #expect(try connection.send(list).status == 200) }
    }

    /// There are fewer half-sent requests than workers. Each holds a worker until its rest arrives.
    @Test func halfSentRequestsDisturbNoOther() throws {
        let service = try Service()
        let idle = try (0..<280).map { _ in try service.connect() }
        let request = FastCGIRequest("POST", "/api/notes", json: #"{"title":"late","content":"but whole"}"#)
        let bytes = request.bytes
        let half = try (0..<20).map { _ in try service.connect() }
        for (index, connection) in half.enumerated() {
            try connection.socket.send(bytes[..<(1 + index * (bytes.count - 2) / half.count)])
            try connection.socket.waitUntilRead()
        }
        try expectQuickResponses(service.connect(), "a new connection")
        try expectQuickResponses(idle[0], "an idle connection")
        for (index, connection) in half.enumerated() {
            try connection.socket.send(bytes[(1 + index * (bytes.count - 2) / half.count)...])
            #expect(try connection.readResponse().status == 201)
        }
    }
}
