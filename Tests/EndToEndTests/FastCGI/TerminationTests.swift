import Glibc
import Locking
import Testing
import TestSupport

/// When the service gets SIGTERM, it handles the requests that have arrived and ends in time.
@Suite struct TerminationTests {
    /// The titles of the notes whose creation was acknowledged, by id.
    private final class Created: Sendable {
        private let titles = Locked<[Int: String]>([:])

        var all: [Int: String] { titles.withLock { $0 } }

        func add(_ note: NoteJSON) {
            titles.withLock { $0[note.id] = note.title }
        }
    }

    /// Creates notes until the service has ended. Opens a new connection whenever the service closes one.
    private static func createNotes(_ service: Service, thread: Int, _ created: Created) throws {
        var number = 0
        while let connection = try? service.connect() {
            do {
                while true {
                    number += 1
                    let json = #"{"title":"\#(thread)-\#(number)","content":"c"}"#
                    let response = try connection.send(FastCGIRequest("POST", "/api/notes", json: json))
                    try #require(response.status == 201, "\(response.text)")
                    created.add(try response.note())
                }
            } catch UnixSocket.Failure.closed {}
        }
    }

    @Test func underLoadNoAcknowledgedNoteIsLost() throws {
        let service = try Service()
        let created = Created()
        let writers = Threads(8) { try Self.createNotes(service, thread: $0, created) }
        try waitUntil("200 notes are created") { created.all.count >= 200 }
        let (exitStatus, duration) = try service.stop()
        #expect(exitStatus == 0)
        #expect(duration < .seconds(5))
        try writers.join()

        let restarted = try Service(in: service.folder)
        let connection = try restarted.connect()
        for (id, title) in created.all {
            let response = try connection.send(FastCGIRequest("GET", "/api/notes/\(id)"))
            try #require(response.status == 200, "note \(id) was acknowledged with 201 but does not exist")
            #expect(try response.note().title == title)
        }
    }

    @Test func idleConnectionsDoNotDelayTheEnd() throws {
        let service = try Service()
        let idle = try (0..<50).map { _ in try service.connect() }
        for connection in idle.prefix(25) {
            #expect(try connection.send(FastCGIRequest("GET", "/notes")).status == 200)
        }
        let (exitStatus, duration) = try service.stop()
        #expect(exitStatus == 0)
        #expect(duration < .seconds(2))
        for connection in idle {
            // The first record asks the client to close the connection.
            #expect(try connection.nextRecord()?.content == [])
            #expect(try connection.nextRecord() == nil)
        }
    }

    /// The web server sends a request before it has seen the close request.
    @Test func aRequestOnItsWayGetsItsResponse() throws {
        let service = try Service()
        let connection = try service.connect()
        #expect(try connection.send(FastCGIRequest("GET", "/notes")).status == 200)
        service.process.signal(SIGTERM)
        let closeRequest = try #require(try connection.nextRecord())
        #expect(closeRequest.kind == FastCGIRecord.Kind.standardError.rawValue && closeRequest.content.isEmpty)
        let request = FastCGIRequest("POST", "/api/notes", json: #"{"title":"t","content":"c"}"#)
        #expect(try connection.send(request).status == 201)
        connection.socket.finishSending()
        #expect(try service.process.wait(within: 5) == 0)
    }

    /// The service waits for the rest of a request, but not longer than a service manager waits for the service.
    @Test func aHalfSentRequestDoesNotPreventTheEnd() throws {
        let service = try Service()
        let request = FastCGIRequest("POST", "/api/notes", json: #"{"title":"t","content":"c"}"#)
        let connection = try service.connect()
        try connection.socket.send(request.bytes.dropLast(20))
        try connection.socket.waitUntilRead()
        let (exitStatus, duration) = try service.stop()
        #expect(exitStatus == 0)
        #expect(duration < .seconds(5))
    }

    @Test func controlCEndsTheService() throws {
        let service = try Service()
        service.process.signal(SIGINT)
        #expect(try service.process.wait(within: 5) == 0)
    }
}
