import HTTPTypes
import HTTPValues
import Testing

@Suite struct RouterTests {
    /// A handler that responds with its name and the parameters of the path.
    private static func handler(_ name: String) -> Handler {
        { call in
            let parameters = ["id", "version"].compactMap { name in call.parameters[name].map { "\(name)=\($0)" } }
            return Response(body: Array(([name] + parameters).joined(separator: " ").utf8))
        }
    }

    private static let groups = [
        RouteGroup(
            below: "/", errors: .page, callers: .users,
            [
                Route(.get, "/notes", handler("list")),
                Route(.get, "/notes/new", handler("form")),
                Route(.post, "/notes/new", handler("create")),
                Route(.get, "/notes/{id}.md", handler("markdown")),
                Route(.get, "/notes/{id}", handler("show")),
                Route(.delete, "/notes/{id}", handler("delete")),
                Route(.get, "/notes/{id}/history/{version}", handler("version")),
            ]),
        RouteGroup(below: "/api", errors: .json, callers: .users, [Route(.get, "/api/notes", handler("api"))]),
        RouteGroup(errors: .json, callers: .everyone, [Route(.get, "/api/health", handler("health"))]),
    ]

    private let router = Router(groups)

    /// Describes in a few words what a router finds for a request.
    private func match(_ method: HTTPRequest.Method, _ path: String, _ router: Router? = nil) throws -> String {
        switch (router ?? self.router).match(method, path[...]).match {
        case .found(let route, let parameters, _):
            String(
                decoding: try route.handler(Call(Request(target: path), parameters: parameters)).body, as: UTF8.self)
        case .methodNotAllowed(let allow): "not allowed: \(allow.map(\.rawValue).joined(separator: " "))"
        case .options(let allow): "options: \(allow.map(\.rawValue).joined(separator: " "))"
        case .trailingSlash: "trailing slash"
        case .notFound: "not found"
        }
    }

    @Test(arguments: [
        ("/notes", "list"), ("/notes/new", "form"), ("/notes/7", "show id=7"), ("/notes/a%20b", "show id=a b"),
        ("/%6Eotes/7", "show id=7"), ("/notes/a%2Fb", "show id=a/b"), ("/notes/-7", "show id=-7"),
        ("/notes/7.md", "markdown id=7"), ("/notes/7%2Emd", "markdown id=7"), ("/notes/.md", "show id=.md"),
        ("/notes/7/history/2026-01-31T09%3A05", "version id=7 version=2026-01-31T09:05"),
    ])
    func findsTheHandlerAndTheParameters(_ path: String, _ expected: String) throws {
        #expect(try match(.get, path) == expected)
    }

    @Test(arguments: ["", "/", "notes", "/note", "/notes/7/8", "//notes", "/notes//", "/notes/%FF", "/NOTES"])
    func otherPathsAreNotFound(_ path: String) throws {
        #expect(try match(.get, path) == "not found")
    }

    @Test func routesHaveNames() throws {
        guard case .found(_, _, let number) = router.match(.head, "/notes/7").match else { throw CancellationError() }
        #expect(router.routeNames[number] == "GET /notes/{id}")
    }

    @Test func headIsHandledAsGet() throws {
        #expect(try match(.head, "/notes/7") == "show id=7")
    }

    @Test func theTableSaysWhichMethodsAPathHas() throws {
        #expect(try match(.put, "/notes/new") == "not allowed: GET HEAD POST OPTIONS")
        #expect(try match(.delete, "/notes/new") == "not allowed: GET HEAD POST OPTIONS")
        #expect(try match(.options, "/notes/7") == "options: GET HEAD DELETE OPTIONS")
        #expect(try match(.options, "/nothing") == "not found")
    }

    @Test func aTrailingSlashIsReported() throws {
        #expect(try match(.get, "/notes/") == "trailing slash")
        #expect(try match(.get, "/notes/7/") == "trailing slash")
        #expect(try match(.get, "/nothing/") == "not found")
    }

    @Test(arguments: [
        ("/notes", RouteGroup.ErrorFormat.page), ("/nothing", .page), ("/", .page), ("/apis", .page),
        ("/api", .json), ("/api/", .json), ("/api/nothing", .json), ("/%61pi/nothing", .json), ("/api/notes", .json),
        ("/api/health", .json),
    ])
    func everyPathBelongsToAGroup(_ path: String, _ errors: RouteGroup.ErrorFormat) {
        #expect(router.match(.get, path[...]).group?.errors == errors)
    }

    @Test func aGroupWithoutAPathOwnsItsRoutesOnly() {
        #expect(router.match(.put, "/api/health").group?.callers == .everyone)
        #expect(router.match(.get, "/api/health/x").group?.callers == .users)
    }

    @Test(arguments: [
        ("/x/y/notes", "list"), ("/x/y/notes/7.md", "markdown id=7"), ("/%78/y/notes/7", "show id=7"),
        ("/x/y/notes/", "trailing slash"), ("/x/y", "not found"), ("/x/y/", "not found"), ("/notes", "not found"),
        ("/x/notes", "not found"), ("/x/yy/notes", "not found"), ("/x/y/x/y/notes", "not found"),
    ])
    func aBasePathStandsBeforeEveryRoute(_ path: String, _ expected: String) throws {
        #expect(try match(.get, path, Router(Self.groups, basePath: "/x/y")) == expected)
    }

    @Test func theBasePathIsNotPartOfNamesAndGroups() {
        let router = Router(Self.groups, basePath: "/x/y")
        #expect(router.routeNames == self.router.routeNames)
        #expect(router.match(.get, "/x/y/api/nothing").group?.errors == .json)
        #expect(router.match(.get, "/api/nothing").group?.errors == nil)
    }
}
