import Testing

/// What the handler does not read must not be taken for the next request.
@Suite struct UnwantedBodyTests {
    /// A whole request to delete the first note, as the content of another.
    private let smuggled = FastCGIRequest("DELETE", "/api/notes/1").bytes

    /// Expects that the next request of a connection is answered, with the note that `smuggled` would have deleted.
    private func expectNoteIsThere(_ connection: FastCGIConnection, _ comment: Comment) throws {
        let response = try connection.send(FastCGIRequest("GET", "/api/notes/1"))
        #expect(response.status == 200, comment)
        #expect(try response.note().title == "stays", comment)
    }

    @Test(arguments: ["GET", "HEAD", "OPTIONS", "PATCH"])
    func ofAMethodThatTakesNone(method: String) throws {
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
    func ofOneMegabyte(target: String) throws {
        let service = try Service()
        try service.createNote("stays")
        let connection = try service.connect()
        let body = (0..<(1_000_000 / smuggled.count)).flatMap { _ in smuggled }
        let response = try connection.send(FastCGIRequest("POST", target, body: body))
        #expect(response.status == (target.hasSuffix("nothing") ? 404 : 400))
        try expectNoteIsThere(connection, "after POST \(target)")
    }

    /// The content goes on after the length that CONTENT_LENGTH announced.
    @Test func longerThanAnnounced() throws {
        let service = try Service()
        try service.createNote("stays")
        let json = Array(#"{"title":"t","content":"c"}"#.utf8)
        let connection = try service.connect()
        let request = FastCGIRequest(
            "POST", "/api/notes", body: json + smuggled, contentLength: "\(json.count)")
        #expect(try connection.send(request).status == 400)
        try expectNoteIsThere(connection, "after more content than announced")
    }
}
