#if PostgreSQL
import Testing
import TestSupport

/// The server has fewer connections than the service wants.
@Suite struct ConnectionLimitTests {
    @Test func requestsShareTheConnectionsThatThereAre() throws {
        let server = try PostgresServer.shared()
        let database = try server.createDatabase()
        try server.execute("CREATE ROLE limited LOGIN", in: database)
        try server.execute("ALTER DATABASE \(database) OWNER TO limited", in: database)
        let service = try Service(environment: ["DATABASE_URL": server.url(database, user: "limited")])
        try limit(server, database, to: 2)

        try Threads(12) { _ in
            let connection = try service.connect()
            for _ in 0..<20 {
                let post = FastCGIRequest("POST", "/api/notes", json: #"{"title":"title","content":"c"}"#)
                #expect(try connection.send(post).status == 201)
                #expect(try connection.send(FastCGIRequest("GET", "/notes")).status == 200)
            }
        }.join()

        try limit(server, database, to: 0)
        for request in [FastCGIRequest("GET", "/notes"), FastCGIRequest("DELETE", "/api/notes/1")] {
            let response = try service.send(request)
            #expect(response.status == 503 && response["Retry-After"] != nil)
        }
        #expect(service.errors.contains("too many connections for role"))

        try limit(server, database, to: -1)
        #expect(try service.send(FastCGIRequest("DELETE", "/api/notes/1")).status == 200)
        #expect(!service.process.hasEnded)
    }

    /// Limits the number of connections, and ends those that exist.
    private func limit(_ server: PostgresServer, _ database: String, to count: Int) throws {
        try server.execute("ALTER ROLE limited CONNECTION LIMIT \(count)", in: database)
        try server.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'limited'", in: database)
    }
}
#endif
