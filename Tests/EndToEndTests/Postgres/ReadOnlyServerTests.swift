#if PostgreSQL
import Testing
import TestSupport

/// While the database may only be read, as on a standby, notes can be read.
@Suite struct ReadOnlyServerTests {
    @Test func writingIsRefusedAndReadingGoesOn() throws {
        let server = try PostgresServer.shared()
        let database = try server.createDatabase()
        let service = try Service(environment: ["DATABASE_URL": server.url(database)])
        try service.createNote("first", content: "some words")
        let visitor = try Visitor(Site(service))
        let token = try visitor.formToken(in: visitor.get("/notes/new"))
        try set("on", server, database)

        for (method, target) in [("POST", "/api/notes"), ("PUT", "/api/notes/1"), ("DELETE", "/api/notes/1")] {
            let json = #"{"title":"second","content":"c"}"#
            let response = try service.send(FastCGIRequest(method, target, json: json))
            #expect(response.status == 503 && response["Retry-After"] != nil)
            #expect(response.text == #"{"error":"Notes cannot be changed right now"}"#)
        }
        for target in ["/notes/new", "/notes/1/edit"] {
            let fields = ["title": "my title", "content": "typed text", "csrf_token": token]
            let form = try visitor.post(target, fields)
            #expect(form.status == 503 && form["Retry-After"] != nil)
            #expect(form.text.contains("value=\"my title\"") && form.text.contains("typed text"))
        }
        for target in ["/notes", "/notes/1", "/api/notes/1", "/api/notes/search?q=words", "/notes?q=first"] {
            let response = try service.send(FastCGIRequest("GET", target))
            #expect(response.status == 200 && response.text.contains("first"), "\(target)")
        }
        #expect(try service.send(FastCGIRequest("GET", "/api/health")).status == 503)

        try set("off", server, database)
        #expect(try service.createNote("second").title == "second")
        #expect(try service.stop().exitStatus == 0)
    }

    private func set(_ value: String, _ server: PostgresServer, _ database: String) throws {
        try server.execute(
            "ALTER DATABASE \(database) SET default_transaction_read_only = \(value)",
            in: "postgres")
        try server.execute(
            """
            SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE datname = '\(database)' AND backend_type = 'client backend'
            """, in: "postgres")
    }
}
#endif
