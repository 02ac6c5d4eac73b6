import HTTPTypes
import HTTPValues
import Notes
import NotesWeb
import Testing

@Suite struct MetricsTests {
    private let request = Request(target: "/metrics", remoteAddress: "127.0.0.1")

    private func lines(_ app: TestApp) -> [Substring] { app.respond(to: request).text.split(separator: "\n") }

    @Test func requestsAreCountedByRouteAndStatus() throws {
        let app = try TestApp()
        try app.create("x")
        for _ in 1...5 { _ = app.get("/notes/1") }
        _ = app.respond(to: Request(method: .head, target: "/notes/1"))
        for target in ["/notes/2", "/nothing", "/api/notes/1", "/api/notes?per_page=1"] { _ = app.get(target) }
        _ = app.respond(to: Request(method: .put, target: "/api/notes/1", body: .tooLarge))
        let lines = lines(app)
        for line in [
            #"notes_requests_total{route="GET /notes/{id}",status="200"} 6"#,
            #"notes_requests_total{route="GET /notes/{id}",status="404"} 1"#,
            #"notes_requests_total{route="GET /api/notes/{id}",status="200"} 1"#,
            #"notes_requests_total{route="GET /api/notes",status="200"} 1"#,
            #"notes_requests_total{route="PUT /api/notes/{id}",status="413"} 1"#,
            #"notes_requests_total{route="none",status="404"} 1"#,
            "notes_request_duration_seconds_count 11",
            #"notes_request_duration_seconds_bucket{le="+Inf"} 11"#,
            "# TYPE notes_requests_total counter", "# TYPE notes_request_duration_seconds histogram",
            "notes_cache_hits_total 4",
        ] {
            #expect(lines.contains(Substring(line)), "\(line)")
        }
        #expect(self.lines(app).contains(#"notes_requests_total{route="GET /metrics",status="200"} 1"#))
    }

    @Test func everyLineIsWellFormed() throws {
        var configuration = NotesApp.Configuration()
        configuration.metrics = { [Metric("notes_test", "A test.", 1.5, labels: [("a", "b\"\\\n")])] }
        let app = try TestApp(configuration: configuration)
        _ = app.get("/notes")
        let response = app.respond(to: request)
        #expect(response.headerFields[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(response.headerFields[.cacheControl] == "no-store")
        #expect(response.text.hasSuffix("\n"))
        #expect(response.text.contains("notes_test{a=\"b\\\"\\\\\\n\"} 1.5\n"))
        for line in lines(app) {
            let isComment = line.wholeMatch(of: /# (HELP|TYPE) [a-z_]+ .+/) != nil
            let isSample = line.wholeMatch(of: /[a-z_]+(\{[a-z]+="[^\n]*"\})? [0-9.e+-]+/) != nil
            #expect(isComment || isSample, "\(line)")
        }
    }

    @Test func bucketsAddUp() throws {
        let app = try TestApp()
        for _ in 1...10 { _ = app.get("/notes") }
        let counts = lines(app).filter { $0.hasPrefix("notes_request_duration_seconds_bucket") }
            .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
        #expect(counts.count == 13)
        #expect(counts == counts.sorted() && counts.last == 10)
    }

    @Test func theStoreHasMetrics() throws {
        let lines = lines(try TestApp(store: FailingStore()))
        #expect(lines.contains("notes_waiting_writes 3"))
        #expect(lines.contains("notes_database_bytes 4096"))
        #expect(lines.contains("notes_database_wal_bytes 512"))
    }

    @Test(arguments: [nil, "192.0.2.7", "::2", "10.0.0.1", "12", "127", "::ffff:10.0.0.1", "localhost"])
    func otherMachinesGetNoMetrics(_ address: String?) throws {
        let app = try TestApp()
        let response = app.respond(to: Request(target: "/metrics", remoteAddress: address))
        #expect(response.status == .notFound)
        #expect(!response.text.contains("notes_requests_total"))
    }

    @Test(arguments: ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
    func thisMachineNeedsNoUser(_ address: String) throws {
        var configuration = NotesApp.Configuration()
        configuration.requiresUser = true
        let app = try TestApp(configuration: configuration)
        #expect(app.respond(to: Request(target: "/metrics", remoteAddress: address)).status == .ok)
    }
}
