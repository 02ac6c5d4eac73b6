import HTTPTypes
import HTTPValues
import NotesWeb
import Testing

/// Every response with status 405 and every response to OPTIONS has the field Allow (RFC 9110, section 10.2.1).
@Suite struct AllowTests {
    private static let targets = [
        ("/notes", "GET, HEAD, OPTIONS"), ("/notes/new", "GET, HEAD, POST, OPTIONS"),
        ("/notes/new/preview", "POST, OPTIONS"), ("/notes/1/preview", "POST, OPTIONS"),
        ("/notes/1", "GET, HEAD, OPTIONS"),
        ("/notes/1/edit", "GET, HEAD, POST, OPTIONS"), ("/notes/1/delete", "GET, HEAD, POST, OPTIONS"),
        ("/notes/1/pin", "POST, OPTIONS"), ("/notes/1/tick", "POST, OPTIONS"), ("/notes/1/lines", "POST, OPTIONS"),
        ("/notes/1/history", "GET, HEAD, OPTIONS"), ("/notes/1/history/0", "GET, HEAD, OPTIONS"),
        ("/notes/1/restore", "POST, OPTIONS"), ("/notes/trash", "GET, HEAD, OPTIONS"),
        ("/notes/trash/empty", "GET, HEAD, POST, OPTIONS"),
        ("/notes/trash/1/delete", "GET, HEAD, POST, OPTIONS"),
        ("/api/notes", "GET, HEAD, POST, OPTIONS"), ("/api/notes/search", "GET, HEAD, OPTIONS"),
        ("/api/notes/1", "GET, HEAD, PUT, DELETE, OPTIONS"), ("/api/notes/1/history", "GET, HEAD, OPTIONS"),
        ("/api/notes/1/history/0", "GET, HEAD, OPTIONS"), ("/api/notes/1/restore", "POST, OPTIONS"),
        ("/api/tags", "GET, HEAD, OPTIONS"),
        ("/api/trash", "GET, HEAD, DELETE, OPTIONS"), ("/api/trash/1", "DELETE, OPTIONS"),
        ("/api/openapi.json", "GET, HEAD, OPTIONS"), ("/api/health", "GET, HEAD, OPTIONS"),
        ("/metrics", "GET, HEAD, OPTIONS"),
    ]

    @Test(arguments: targets, ["", "/x/y"])
    func allowNamesTheMethodsOfAnAddress(_ target: (path: String, allow: String), _ basePath: String) throws {
        var configuration = NotesApp.Configuration()
        configuration.basePath = basePath
        let app = try TestApp(configuration: configuration)
        for method in ["OPTIONS", "PATCH", "TRACE", "CONNECT", "POST", "PUT", "DELETE", "BREW"] {
            let response = app.respond(
                to: Request(
                    method: try #require(HTTPRequest.Method(rawValue: method)), target: basePath + target.path + "?a=b",
                    remoteAddress: "127.0.0.1"))
            let isAllowed = target.allow.contains(method)
            #expect(response.status == .methodNotAllowed || isAllowed, "\(method)")
            #expect((response.headerFields[.allow] == target.allow) == (!isAllowed || method == "OPTIONS"), "\(method)")
        }
    }
}
