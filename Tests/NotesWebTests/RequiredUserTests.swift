import HTTPTypes
import HTTPValues
import Notes
import NotesWeb
import Testing

/// With `requiresUser`, only users whom the web server names may read and write notes.
@Suite struct RequiredUserTests {
    private let app: TestApp

    init() throws {
        var configuration = NotesApp.Configuration()
        configuration.requiresUser = true
        app = try TestApp(configuration: configuration)
        try app.create("secret title")
    }

    @Test func theAPIRequiresAUser() throws {
        for (method, target) in [
            (HTTPRequest.Method.get, "/api/notes"), (.post, "/api/notes"), (.put, "/api/notes/1"),
            (.delete, "/api/notes/1"), (.get, "/api/nothing"), (.options, "/api/notes"),
            (.get, "/api/notes?envelope=1"),
            (.get, "/api/health/"), (.get, "/api/he%61lth"),
        ] {
            let response = app.send(method, target, #"{"title":"x","content":"y"}"#)
            #expect(response.status == .unauthorized, "\(method) \(target)")
            #expect(response.text == #"{"error":"Authentication required"}"#, "\(method) \(target)")
            #expect(response.headerFields[.wwwAuthenticate] == "Basic realm=\"Notes\"")
        }
        #expect(try app.store.page(NoteQuery()).total == 1)
    }

    @Test(arguments: ["/notes", "/notes/1", "/notes/new", "/nothing", "/", "/notes/", "/metrics/", "//metrics"])
    func pagesRequireAUser(_ target: String) {
        let response = app.get(target)
        #expect(response.status == .unauthorized)
        #expect(response.headerFields[.contentType] == "text/html; charset=utf-8")
        #expect(response.text.contains("<nav") && !response.text.contains("secret"))
        #expect(response.headerFields[.setCookie] == nil)
    }

    @Test func aNamedUserMayRead() {
        // The third response comes from the cache. It must not be for everybody.
        for _ in 1...3 {
            #expect(app.respond(to: Request(target: "/notes/1", remoteUser: "ann")).status == .ok)
            #expect(app.get("/notes/1").status == .unauthorized)
        }
    }
}
