import Testing
import TestSupport

/// A body that no handler wants is never parsed as the next request.
@Suite struct UnwantedBodyTests {
    /// A complete request that deletes the first note. The tests send it as the body of another request.
    private let smuggled = FastCGIRequest("DELETE", "/api/notes/1").bytes

    /// Expects that the connection handles another request, and that `smuggled` has not deleted the note.
    private func expectNoteIsThere(_ connection: FastCGIConnection, _ comment: Comment) throws {
        let response = try connection.send(FastCGIRequest("GET", "/api/notes/1"))
        #expect(response.status == 200, comment)
        #expect(try response.note().title == "stays", comment)
    }

    @Test(arguments: ["GET", "HEAD", "OPTIONS", "PATCH"])
    func theBodyOfAMethodWithoutBodyIsDiscarded(method: String) throws {
        let service = try Service()
        try service.createNote("stays")
        let connection = try service.connect()
        let expected = ["GET": 200, "HEAD": 200, "OPTIONS": 204, "PATCH": 405][method]
        for recordLength in [65535, 1000, smuggled.count, 8] {
            var request = FastCGIRequest(method, "/api/notes", body: smuggled + smuggled)
            request.recordLength = recordLength
            #expect(try connection.send(request).status == expected)
            try expectNoteIsThere(connection, "\(method) with records of \(recordLength) bytes")
        }
    }

    @Test(arguments: ["/nothing", "/api/nothing", "/notes/new", "/notes/1/delete"])
    func aBodyOfOneMegabyteIsDiscarded(target: String) throws {
        let service = try Service()
        try service.createNote("stays")
        let connection = try service.connect()
        let body = (0..<(1_000_000 / smuggled.count)).flatMap { _ in smuggled }
        let response = try connection.send(FastCGIRequest("POST", target, body: body))
        #expect(response.status == (target.hasSuffix("nothing") ? 404 : 400))
        try expectNoteIsThere(connection, "after POST \(target)")
    }

    @Test func theRestOfABodyLongerThanAnnouncedIsDiscarded() throws {
        let service = try Service()
        try service.createNote("stays")
        let json = Array(#"{"title":"t","content":"c"}"#.utf8)
        let connection = try service.connect()
        let request = FastCGIRequest(
            "POST", "/api/notes", body: json + smuggled, contentLength: "\(json.count)")
        #expect(try connection.send(request).status == 400)
        try expectNoteIsThere(connection, "after a body that is longer than announced")
    }
}
