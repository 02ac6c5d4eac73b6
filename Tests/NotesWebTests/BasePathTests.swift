import HTTPTypes
import HTTPValues
import NotesWeb
import Testing

/// The service below `/x/y`: no address that it gives out leads anywhere else.
@Suite struct BasePathTests {
    private let app: TestApp

    init() throws {
        var configuration = NotesApp.Configuration()
        configuration.basePath = "/x/y"
        app = try TestApp(configuration: configuration)
    }

    /// The addresses in the links and forms of a page.
    private func addresses(_ response: Response) -> [String] {
        response.text.matches(of: /(?:href|action)="([^"]*)"/).map { String($0.1) }.filter { $0 != "#main" }
    }

    @Test func everyLinkOfEveryPageStaysBelowThePath() throws {
        for number in 1...25 { try app.create("n\(number)") }
        for target in [
            "/notes", "/notes?page=2", "/notes?q=n&page=2", "/notes?q=nothing", "/notes?page=9", "/notes/1",
            "/notes/new",
            "/notes/1/edit", "/notes/1/delete", "/notes/99", "/nothing",
        ] {
            let addresses = addresses(app.get("/x/y" + target))
            #expect(addresses.count >= 4, "\(target)")
            #expect(addresses.allSatisfy { $0.hasPrefix("/x/y/") }, "\(target): \(addresses)")
        }
    }

    @Test func formsRedirectBelowThePath() throws {
        let created = app.post("/x/y/notes/new", ["title": "a", "content": "b"])
        #expect(created.headerFields[.location] == "/x/y/notes/1")
        #expect(app.get("/x/y/notes/1").text.contains("Note created successfully."))
        #expect(
            app.post("/x/y/notes/1/edit", ["title": "c", "content": "d"]).headerFields[.location] == "/x/y/notes/1")
        #expect(app.post("/x/y/notes/1/delete", [:]).headerFields[.location] == "/x/y/notes")
        #expect(app.get("/x/y/notes/?page=2").headerFields[.location] == "/x/y/notes?page=2")
    }

    @Test func theCookieBelongsToThePath() {
        #expect(app.get("/x/y/notes/new").headerFields[.setCookie]?.contains("; Path=/x/y;") == true)
    }

    @Test func theAPIIsBelowThePath() throws {
        let created = app.send(.post, "/x/y/api/notes", #"{"title":"a","content":"b"}"#)
        #expect(created.status == .created && created.headerFields[.location] == "/x/y/api/notes/1")
        #expect(try app.get("/x/y/api/notes").json["total"] as? Int == 1)
        #expect(app.get("/x/y/api/health").text == #"{"status":"ok"}"#)
        #expect(app.get("/x/y/api/nothing").text == #"{"error":"Resource not found"}"#)
        #expect(
            app.respond(to: Request(target: "/x/y/metrics", remoteAddress: "::1")).text.contains("\"GET /api/notes\""))
    }

    @Test(arguments: ["/", "/notes", "/x/notes", "/x/y", "/x/y/", "/x/yy/notes", "/api/notes", "/x/y/x/y/notes"])
    func otherPathsAreNotFound(_ target: String) throws {
        #expect(app.get(target).status == .notFound)
    }

    @Test func aRequiredUserIsRequiredBelowThePath() throws {
        var configuration = NotesApp.Configuration()
        configuration.basePath = "/x/y"
        configuration.requiresUser = true
        let app = try TestApp(configuration: configuration)
        #expect(app.get("/x/y/notes").status == .unauthorized)
        #expect(app.get("/x/y/api/health").status == .ok)
        #expect(app.get("/api/health").status == .unauthorized)
    }
}
