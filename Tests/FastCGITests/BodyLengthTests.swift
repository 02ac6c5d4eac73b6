import Testing
import TestSupport

/// The server compares the body with CONTENT_LENGTH, and always reads it to its end.
@Suite struct BodyLengthTests {
    private let body = Array("twenty-seven bytes of a body".utf8.prefix(27))

    /// Expects that the connection still handles requests.
    private func expectUsable(_ connection: FastCGIConnection) throws {
        #expect(try connection.send(FastCGIRequest("GET", "/next")).text.hasPrefix("GET /next\n"))
    }

    @Test(arguments: ["26", "28", "0", "1000", "abc", "-1", "+27", "27 ", "0x1B", "٢٧", ""])
    func aWrongLengthIsReportedAndTheConnectionStaysOpen(length: String) throws {
        let connection = try EchoServer().connect()
        #expect(try connection.send(FastCGIRequest("POST", "/", body: body, contentLength: length)).status == 400)
        try expectUsable(connection)
    }

    @Test(arguments: ["27", "0027"]) func theRightLengthGivesTheWholeBody(length: String) throws {
        let connection = try EchoServer().connect()
        let response = try connection.send(FastCGIRequest("POST", "/", body: body, contentLength: length))
        #expect(response.status == 200)
        #expect(response.body.suffix(27) == body[...])
        try expectUsable(connection)
    }

    @Test func aRequestWithoutLengthHasNoBody() throws {
        let connection = try EchoServer().connect()
        var request = FastCGIRequest("GET", "/")
        request.parameters.removeAll { $0.name == "CONTENT_LENGTH" }
        #expect(try connection.send(request).status == 200)
        request.body = body
        #expect(try connection.send(request).status == 400)
        try expectUsable(connection)
    }

    @Test func aBodyOfExactlyTheLimitIsComplete() throws {
        let connection = try EchoServer(maximumBodyBytes: 27).connect()
        #expect(try connection.send(FastCGIRequest("POST", "/", body: body)).status == 200)
        try expectUsable(connection)
    }

    @Test func aBodyOverTheLimitIsReportedAndTheConnectionIsClosed() throws {
        let server = try EchoServer(maximumBodyBytes: 26)
        for body in [body, Array(repeating: 0, count: 1 << 20)] {
            let connection = try server.connect()
            #expect(try connection.send(FastCGIRequest("POST", "/", body: body)).status == 413)
            #expect(try connection.nextRecord() == nil)
        }
    }

    @Test(arguments: ["1048577", "9223372036854775807", "9223372036854775808", "99999999999999999999999999"])
    func aLengthOverTheLimitIsReportedAndTheConnectionIsClosed(length: String) throws {
        let connection = try EchoServer().connect()
        #expect(try connection.send(FastCGIRequest("POST", "/", body: body, contentLength: length)).status == 413)
        #expect(try connection.nextRecord() == nil)
    }

    @Test func theConnectionIsClosedInTheMiddleOfABodyWithoutEnd() throws {
        let server = try EchoServer(maximumBodyBytes: 1000)
        let connection = try server.connect()
        try connection.socket.send(FastCGIRequest("POST", "/", contentLength: "5").head)
        let record = FastCGIRecord(.standardInput, Array(repeating: 0, count: 1 << 15)).bytes
        // The server discards 32 MiB.
        #expect(throws: UnixSocket.Failure.self) {
            for _ in 0..<2000 { try connection.socket.send(record) }
        }
        try connection.expectClosedWithoutResponse()
        #expect(server.handler.targets.isEmpty)
    }

    /// A body that looks like a request must not be handled as the next request of the connection.
    @Test(arguments: ["", "5", "1048576", "2000000", "abc"], [65535, 1000, 8])
    func aBodyIsNeverParsedAsARequest(length: String, recordLength: Int) throws {
        let server = try EchoServer()
        let smuggled = FastCGIRequest("DELETE", "/smuggled").bytes
        let connection = try server.connect()
        var request = FastCGIRequest("GET", "/first", body: smuggled + smuggled, contentLength: length)
        request.recordLength = recordLength
        #expect(try [400, 413].contains(connection.send(request).status))
        if length != "2000000" {
            try expectUsable(connection)
        } else {
            #expect(try connection.nextRecord() == nil)
        }
        #expect(!server.handler.targets.contains("/smuggled"))
    }
}
