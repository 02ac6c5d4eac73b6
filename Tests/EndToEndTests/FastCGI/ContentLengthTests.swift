import Testing
import TestSupport

/// The service compares the body of a request with CONTENT_LENGTH.
@Suite struct ContentLengthTests {
    private static let json = #"{"title":"t","content":"c"}"#

    /// Expects that the connection either handles another request or is closed.
    private func expectUsableOrClosed(_ connection: FastCGIConnection, _ service: Service) throws {
        do {
            let response = try connection.send(FastCGIRequest("GET", "/api/notes"))
            #expect(response.status == 200 && response.text.contains(#""total":0"#))
        } catch UnixSocket.Failure.closed {}
        #expect(try service.send(FastCGIRequest("GET", "/api/notes")).status == 200)
    }

    @Test(arguments: ["26", "0", "28", "1000000", "abc", "-1", "+27", "27 ", "27, 27", "0x1B", "2 7", "٢٧", ""])
    func aWrongLengthIsABadRequest(length: String) throws {
        let service = try Service()
        let connection = try service.connect()
        let request = FastCGIRequest("POST", "/api/notes", json: Self.json, contentLength: length)
        let response = try connection.send(request)
        #expect(response.status == 400)
        #expect(response["Content-Type"] == "application/json")
        #expect(response.text == #"{"error":"Bad request"}"#)
        try expectUsableOrClosed(connection, service)
    }

    @Test func aWrongLengthOfAFormIsABadRequestWithAPage() throws {
        let service = try Service()
        let connection = try service.connect()
        let response = try connection.send(
            FastCGIRequest("POST", "/notes/new", body: Array("title=t&content=c".utf8), contentLength: "9"))
        #expect(response.status == 400)
        #expect(response["Content-Type"] == "text/html; charset=utf-8")
        try expectUsableOrClosed(connection, service)
    }

    /// The lengths are plain numbers, but larger than any note.
    @Test(arguments: ["7000000", "9223372036854775807", "9223372036854775808", "99999999999999999999999999"])
    func aHugeLengthIsTooLarge(length: String) throws {
        let service = try Service()
        let connection = try service.connect()
        let request = FastCGIRequest("POST", "/api/notes", json: Self.json, contentLength: length)
        let response = try connection.send(request)
        #expect(response.status == 413)
        #expect(response.text == #"{"error":"Request body too large"}"#)
        try expectUsableOrClosed(connection, service)
    }

    @Test func theLengthMayHaveLeadingZeros() throws {
        let service = try Service()
        let request = FastCGIRequest("POST", "/api/notes", json: Self.json, contentLength: "0027")
        #expect(try service.send(request).status == 201)
    }

    @Test func aRequestWithoutBodyNeedsNoLength() throws {
        let service = try Service()
        var request = FastCGIRequest("GET", "/api/notes")
        request.parameters.removeAll { $0.name == "CONTENT_LENGTH" }
        #expect(try service.send(request).status == 200)
    }

    @Test func aBodyOverTheLimitIsTooLarge() throws {
        let service = try Service()
        let body = [UInt8](repeating: UInt8(ascii: "a"), count: 7 << 20)
        for (target, type) in [("/api/notes", "application/json"), ("/notes/new", "text/html; charset=utf-8")] {
            let connection = try service.connect()
            let response = try connection.send(FastCGIRequest("POST", target, body: body))
            #expect(response.status == 413)
            #expect(response["Content-Type"] == type)
            try expectUsableOrClosed(connection, service)
        }
    }
}
