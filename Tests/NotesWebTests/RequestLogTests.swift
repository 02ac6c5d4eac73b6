import HTTPTypes
import HTTPValues
import Notes
import NotesWeb
import Testing

/// The log has a line for failed and slow requests, and for writes by a known user.
@Suite struct RequestLogTests {
    private let log = RecordedLog()
    private let json = Request.Body.complete(Array(#"{"title":"secret title","content":"secret text"}"#.utf8))

    private func app(_ store: (any NoteStore)? = nil, slowMilliseconds: Int = 1_000_000) throws -> TestApp {
        var configuration = NotesApp.Configuration()
        configuration.slowRequestMilliseconds = slowMilliseconds
        return try TestApp(store: store, configuration: configuration, logger: log.logger)
    }

    @Test func ordinaryRequestsAreNotLogged() throws {
        let app = try app()
        try app.create("x")
        for target in ["/notes", "/notes/1", "/api/notes", "/nothing", "/notes/new"] { _ = app.get(target) }
        _ = app.send(.post, "/api/notes", "{")
        _ = app.send(.post, "/api/notes", #"{"title":"x","content":"y"}"#)
        #expect(app.post("/notes/new", ["title": "x", "content": "y"]).status == .seeOther)
        #expect(log.lines == [])
    }

    @Test func aFailedRequestIsLoggedWithItsCause() throws {
        let app = try app(FailingStore())
        _ = app.respond(to: Request(target: "/notes?q=a", remoteUser: "ann", id: "0a1b"))
        _ = app.get("/api/notes")
        #expect(
            log.lines == [
                "error request failed error=Broken() id=0a1b method=GET status=500 target=/notes?q=a user=ann",
                "error request failed error=Broken() method=GET status=500 target=/api/notes",
            ])
    }

    @Test func aRequestThatCannotBeWrittenIsLogged() throws {
        let app = try app(FailingStore(error: NotesError.busy))
        _ = app.send(.post, "/api/notes", #"{"title":"x","content":"y"}"#)
        _ = app.post("/notes/new", ["title": "x", "content": "y"])
        #expect(
            log.lines == [
                "error request failed error=busy method=POST status=503 target=/api/notes",
                "error request failed error=busy method=POST status=503 target=/notes/new",
            ])
    }

    @Test func aDamagedDatabaseIsReportedOnce() throws {
        let app = try app(FailingStore(error: NotesError.corrupt(description: "page 7")))
        for _ in 1...3 { _ = app.get("/api/notes") }
        #expect(log.lines.count { $0.hasPrefix("critical ") } == 1)
        #expect(log.lines.count { $0.hasPrefix("error request failed ") } == 3)
    }

    @Test func aSlowRequestIsLogged() throws {
        let app = try app(slowMilliseconds: 0)
        try app.create("x")
        // The last response comes from the cache.
        for _ in 1...3 { _ = app.respond(to: Request(target: "/api/notes/1", id: "7")) }
        #expect(
            log.lines
                == Array(repeating: "warning slow request id=7 method=GET status=200 target=/api/notes/1", count: 3))
    }

    @Test func aWriteByAKnownUserIsLogged() throws {
        let app = try app()
        let fields = RequestFields(contentType: "application/json")
        _ = app.respond(
            to: Request(
                method: .post, target: "/api/notes", fields: fields, body: json, remoteUser: "ann", id: "1")
        )
        // A refused write and a read are not logged.
        _ = app.respond(to: Request(method: .post, target: "/api/notes", body: json, remoteUser: "ann", id: "2"))
        _ = app.respond(to: Request(target: "/api/notes/1", remoteUser: "ann", id: "3"))
        _ = app.respond(to: Request(method: .delete, target: "/api/notes/1", remoteUser: "bob"))
        #expect(
            log.lines == [
                "info write id=1 method=POST status=201 target=/api/notes user=ann",
                "info write method=DELETE status=200 target=/api/notes/1 user=bob",
            ])
    }

    @Test func aLongTargetIsCut() throws {
        let app = try app(FailingStore())
        _ = app.get("/notes?q=" + String(repeating: "x", count: 20_000))
        #expect(log.lines.count == 1)
        #expect(log.lines[0].utf8.count < 1200)
    }
}
