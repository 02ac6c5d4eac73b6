import Glibc
import Locking
import Testing
import TestSupport

/// SIGTERM: what was answered is done, and the service leaves in time.
@Suite struct TerminationTests {
    /// The titles of the notes whose creation was answered, by their ids.
    private final class Created: Sendable {
        private let titles = Locked<[Int: String]>([:])

        var all: [Int: String] { titles.withLock { $0 } }

        func add(_ note: NoteJSON) {
            titles.withLock { $0[note.id] = note.title }
        }
    }

    /// Makes notes over one connection after another, until there is no service any more.
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

    @Test func underLoadLosesNoAnsweredNote() throws {
        let service = try Service()
        let created = Created()
        let writers = Threads(8) { try Self.createNotes(service, thread: $0, created) }
        try waitUntil("there is load") { created.all.count >= 200 }
        let (exitStatus, duration) = try service.stop()
        #expect(exitStatus == 0)
        #expect(duration < .seconds(5))
        try writers.join()

        let restarted = try Service(in: service.folder)
        let connection = try restarted.connect()
        for (id, title) in created.all {
            let response = try connection.send(FastCGIRequest("GET", "/api/notes/\(id)"))
            try #require(response.status == 200, "note \(id) was answered with 201 and is gone")
            #expect(try response.note().title == title)
        }
    }

    @Test func withIdleConnections() throws {
        let service = try Service()
        let idle = try (0..<50).map { _ in try service.connect() }
        for connection in idle.prefix(25) {
            #expect(try connection.send(FastCGIRequest("GET", "/notes")).status == 200)
        }
        let (exitStatus, duration) = try service.stop()
        #expect(exitStatus == 0)
        #expect(duration < .seconds(2))
        for connection in idle {
            #expect(try connection.nextRecord()?.content == [])  // Please close.
            #expect(try connection.nextRecord() == nil)
        }
    }

    /// The web server sent a request just as the service was told to end: it learns that it should close, and is answered.
    @Test func withARequestOnItsWay() throws {
        let service = try Service()
        let connection = try service.connect()
        #expect(try connection.send(FastCGIRequest("GET", "/notes")).status == 200)
        service.process.signal(SIGTERM)
        let farewell = try #require(try connection.nextRecord())
        #expect(farewell.kind == FastCGIRecord.Kind.standardError.rawValue && farewell.content.isEmpty)
        let request = FastCGIRequest("POST", "/api/notes", json: #"{"title":"t","content":"c"}"#)
        #expect(try connection.send(request).status == 201)
        connection.socket.finishSending()
        #expect(try service.process.wait(within: 5) == 0)
    }

    /// A half-sent request is waited for, but not longer than a service manager waits.
    @Test func withAHalfSentRequest() throws {
        let service = try Service()
        let request = FastCGIRequest("POST", "/api/notes", json: #"{"title":"t","content":"c"}"#)
        let connection = try service.connect()
        try connection.socket.send(request.bytes.dropLast(20))
        try connection.socket.waitUntilRead()
        let (exitStatus, duration) = try service.stop()
        #expect(exitStatus == 0)
        #expect(duration < .seconds(5))
    }

    @Test func byCtrlC() throws {
        let service = try Service()
        service.process.signal(SIGINT)
        #expect(try service.process.wait(within: 5) == 0)
    }
}
