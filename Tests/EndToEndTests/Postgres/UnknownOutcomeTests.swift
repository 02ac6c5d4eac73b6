#if PostgreSQL
import Locking
import Testing
import TestSupport

/// If the service cannot find out in time whether a change was saved, it says so, and the form keeps the text.
@Suite struct UnknownOutcomeTests {
    /// Every commit waits for a synchronous standby that is not there.
    @Test func theResponseSaysThatTheTextMayBeSaved() throws {
        let server = try PostgresServer()
        let database = try server.createDatabase()
        let service = try Service(environment: ["DATABASE_URL": server.url(database)])
        let visitor = try Visitor(Site(service))
        let action = service.basePath + "/notes/new"
        var typed = try #require(PageForm(in: visitor.get("/notes/new"), action: action))
        typed.fields["title"] = "my title"
        typed.fields["content"] = "typed"
        try server.execute("ALTER SYSTEM SET synchronous_standby_names = 'missing'", in: database)
        try server.execute("SELECT pg_reload_conf()", in: database)
        try waitUntil("the server has read its configuration") {
            try server.query("SHOW synchronous_standby_names", in: database) == ["missing"]
        }

        let start = ContinuousClock.now
        let api = Threads(1) { _ in
            let request = FastCGIRequest("POST", "/api/notes", json: #"{"title":"of a program","content":"c"}"#)
            let response = try service.send(request)
            #expect(response.status == 503 && response["Retry-After"] != nil)
            #expect(response.text == #"{"error":"This may have been saved; look before you send it again"}"#)
        }
        let form = try visitor.post("/notes/new", typed.fields)
        #expect(form.status == 503 && form["Retry-After"] != nil)
        #expect(form.text.contains("This may have been saved, but your text is still here."))
        #expect(form.text.contains("value=\"my title\"") && form.text.contains("typed"))
        try api.join()
        #expect(ContinuousClock.now - start < .milliseconds(10500))

        try server.execute("ALTER SYSTEM RESET synchronous_standby_names", in: database)
        try server.execute("SELECT pg_reload_conf()", in: database)
        try waitUntil("both notes are there") {
            try server.query("SELECT title FROM note ORDER BY title", in: database) == ["my title", "of a program"]
        }
        // The form has a key, so sending it again creates no second note.
        let shown = try #require(PageForm(in: form, action: action))
        let again = try visitor.post("/notes/new", shown.fields)
        #expect(again.status == 303)
        let titles = try server.query("SELECT title FROM note ORDER BY title", in: database)
        #expect(titles == ["my title", "of a program"])
    }
}
#endif
