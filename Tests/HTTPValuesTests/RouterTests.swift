import HTTPTypes
import HTTPValues
import Testing

@Suite struct RouterTests {
    private let router = Router([
        Route(.get, "/notes", "list"),
        Route(.get, "/notes/new", "form"),
        Route(.post, "/notes/new", "create"),
        Route(.get, "/notes/{id}", "show"),
        Route(.delete, "/notes/{id}", "delete"),
    ])

    /// What the router says of a request, in a few words.
    private func match(_ method: HTTPRequest.Method, _ path: Substring) -> String {
        switch router.match(method, path) {
        case .found(let handler, let parameter, _): "\(handler) \(parameter)"
        case .methodNotAllowed(let allow): "not allowed: \(allow.map(\.rawValue).joined(separator: " "))"
        case .options(let allow): "options: \(allow.map(\.rawValue).joined(separator: " "))"
        case .trailingSlash: "trailing slash"
        case .notFound: "not found"
        }
    }

    @Test(arguments: [
        ("/notes", "list "), ("/notes/new", "form "), ("/notes/7", "show 7"), ("/notes/a%20b", "show a b"),
        ("/%6Eotes/7", "show 7"), ("/notes/a%2Fb", "show a/b"),
    ])
    func findsTheHandler(_ path: Substring, _ expected: String) {
        #expect(match(.get, path) == expected)
    }

    @Test(arguments: ["", "/", "notes", "/note", "/notes/7/8", "//notes", "/notes//", "/notes/%FF", "/NOTES"])
    func otherPathsAreNotFound(_ path: Substring) {
        #expect(match(.get, path) == "not found")
    }

    @Test func rowsHaveNames() throws {
        guard case .found(_, _, let row) = router.match(.head, "/notes/7") else { throw CancellationError() }
        #expect(router.names[row] == "GET /notes/{id}")
    }

    @Test func headIsAnsweredAsGet() {
        #expect(match(.head, "/notes/7") == "show 7")
    }

    @Test func theTableSaysWhichMethodsAPathHas() {
        #expect(match(.put, "/notes/new") == "not allowed: GET HEAD POST OPTIONS")
        #expect(match(.delete, "/notes/new") == "not allowed: GET HEAD POST OPTIONS")
        #expect(match(.options, "/notes/7") == "options: GET HEAD DELETE OPTIONS")
        #expect(match(.options, "/nothing") == "not found")
    }

    @Test func aTrailingSlashIsToldApart() {
        #expect(match(.get, "/notes/") == "trailing slash")
        #expect(match(.get, "/notes/7/") == "trailing slash")
        #expect(match(.get, "/nothing/") == "not found")
    }
}
