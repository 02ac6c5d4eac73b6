import Testing
import TestSupport

/// Connections on which nothing happens take nothing away from those on which something does.
@Suite struct IdleConnectionTests {
    private let list = FastCGIRequest("GET", "/api/notes")

    /// Far less than any timeout, and far more than a busy machine needs.
    private let quick = Duration.seconds(2)

    private func expectQuickAnswers(_ connection: FastCGIConnection, _ comment: Comment) throws {
        for _ in 0..<200 {
            let start = ContinuousClock.now
            #expect(try connection.send(list).status == 200, comment)
            #expect(ContinuousClock.now - start < quick, comment)
        }
    }

    @Test func threeHundredKeptConnections() throws {
        let service = try Service()
        let idle = try (0..<300).map { _ in try service.connect() }
        // Half of them were used, the others never.
        for connection in idle.prefix(150) { #expect(try connection.send(list).status == 200) }
        try expectQuickAnswers(service.connect(), "a new connection")
        try expectQuickAnswers(idle[0], "one of the idle ones")
        for connection in idle { #expect(try connection.send(list).status == 200) }
    }

    /// Fewer than there are workers: each holds one, until it goes on or its time is over.
    @Test func halfSentRequests() throws {
        let service = try Service()
        let idle = try (0..<280).map { _ in try service.connect() }
        let request = FastCGIRequest("POST", "/api/notes", json: #"{"title":"late","content":"but whole"}"#)
        let bytes = request.bytes
        let half = try (0..<20).map { _ in try service.connect() }
        for (index, connection) in half.enumerated() {
            try connection.socket.send(bytes[..<(1 + index * (bytes.count - 2) / half.count)])
            try connection.socket.waitUntilRead()
        }
        try expectQuickAnswers(service.connect(), "a new connection")
        try expectQuickAnswers(idle[0], "an idle connection")
        for (index, connection) in half.enumerated() {
            try connection.socket.send(bytes[(1 + index * (bytes.count - 2) / half.count)...])
            #expect(try connection.readResponse().status == 201)
        }
    }
}
