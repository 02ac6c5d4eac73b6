import Testing
import TestSupport

/// The web server chooses with FCGI_KEEP_CONN how long a connection lives (FastCGI specification, section 3.5).
@Suite struct KeptConnectionTests {
    @Test func aConnectionHandlesManyRequests() throws {
        let service = try Service()
        let connection = try service.connect()
        for number in 1...500 {
            let created = try connection.send(
                FastCGIRequest("POST", "/api/notes", json: #"{"title":"\#(number)","content":"c"}"#))
            #expect(created.status == 201)
            let shown = try connection.send(FastCGIRequest("GET", "/api/notes/\(number)"))
            #expect(try shown.note().title == "\(number)")
        }
    }

    /// By default, libfcgi takes up to two seconds to close a connection.
    @Test func aConnectionThatIsNotKeptIsClosedAtOnce() throws {
        let service = try Service()
        var request = FastCGIRequest("GET", "/notes")
        request.keepsConnection = false
        for _ in 0..<5 {
            let connection = try service.connect()
            #expect(try connection.send(request).status == 200)
            let start = ContinuousClock.now
            #expect(try connection.nextRecord() == nil)
            #expect(ContinuousClock.now - start < .seconds(1))
        }
    }

    @Test func aResponseWithoutBodyLeavesTheConnectionUsable() throws {
        let service = try Service()
        let connection = try service.connect()
        let get = try connection.send(FastCGIRequest("GET", "/notes"))
        let head = try connection.send(FastCGIRequest("HEAD", "/notes"))
        #expect(head.status == 200 && head.body.isEmpty)
        #expect(head["Content-Length"] == "\(get.body.count)")
        #expect(try connection.send(FastCGIRequest("OPTIONS", "/notes")).status == 204)
        #expect(try connection.send(FastCGIRequest("GET", "/notes")).body == get.body)
    }

    @Test func aResponseLargerThanARecordArrivesWhole() throws {
        let service = try Service()
        let content = "a" + String(repeating: "ö\n", count: 300_000) + "z"
        let note = try service.createNote("long", content: content)
        let connection = try service.connect()
        for _ in 0..<3 {
            let response = try connection.send(FastCGIRequest("GET", "/api/notes/\(note.id)"))
            #expect(response["Content-Length"] == "\(response.body.count)")
            #expect(try response.note().content == content)
        }
    }
}
