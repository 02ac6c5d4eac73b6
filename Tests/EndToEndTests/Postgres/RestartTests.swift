#if PostgreSQL
import Testing
import TestSupport

/// While the database server restarts under load, requests get status 503. Then the service goes on by itself.
@Suite struct RestartTests {
    @Test func theServiceGoesOnAfterARestart() throws {
        let server = try PostgresServer()
        let database = try server.createDatabase()
        let service = try Service(environment: ["DATABASE_URL": server.url(database)])
        let ledger = Ledger()
        let writers = NoteWriters(8, service, ledger, mayRefuse: true)
        let visitor = try Visitor(Site(service))
        let token = try visitor.formToken(in: visitor.get("/notes/new"))
        try writers.wait(forMore: 200)

        try server.stop("INT")
        try waitUntil("the service has refused a change") { !writers.refusals.isEmpty }
        let fields = ["title": "my title", "content": "typed text", "csrf_token": token]
        let form = try visitor.post("/notes/new", fields)
        #expect(form.status == 503 && form["Retry-After"] != nil)
        #expect(form.text.contains("value=\"my title\"") && form.text.contains("typed text"))
        for target in ["/notes", "/api/notes", "/api/health"] {
            let response = try service.send(FastCGIRequest("GET", target))
            #expect(response.status == 503 && response["Retry-After"] != nil, "\(target)")
        }

        try server.start()
        try server.waitUntilReady()
        let start = ContinuousClock.now
        try writers.wait(forMore: 20)
        #expect(ContinuousClock.now - start < .seconds(2))
        #expect(try service.send(FastCGIRequest("GET", "/api/health")).status == 200)
        try writers.end()
        #expect(!service.process.hasEnded)
        let problem = try FoundNotes(server, database).problem(ledger.notes(), unanswered: writers.unknownCreations)
        #expect(problem == nil, "\(problem ?? "")")
    }
}
#endif
