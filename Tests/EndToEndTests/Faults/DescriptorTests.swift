import Locking
import Testing
import TestSupport

/// There are more connections than file descriptors.
@Suite struct DescriptorTests {
    @Test func connectionsWaitWhenNoDescriptorIsLeft() throws {
        // Without the response cache, every request reads the database. Slow requests are not logged.
        let service = try Service(
            starting: Service.makeFolder(),
            environment: ["ANSWER_CACHE_BYTES": "0", "SLOW_REQUEST_MILLISECONDS": "60000"],
            prefix: [Program.prlimit.path, "--nofile=64:64", "--"])
        try service.waitUntilReady()
        try service.createNote("before")
        var connections = try (0..<500).map { _ in try service.connect() }
        try waitUntil("no descriptor is left") { try service.process.openFiles >= 63 }

        // The accepted connections get responses, although some workers cannot open a database connection.
        let accepted = Locked(Array(connections.prefix(30)))
        try Threads(30) { index in
            let connection = accepted.withLock { $0[index] }
            for _ in 0..<10 {
                for target in ["/api/notes/1", "/notes", "/api/notes/search?q=before"] {
                    let response = try connection.send(FastCGIRequest("GET", target))
                    #expect(response.status == 200 && response.text.contains("before"), "\(target): \(response.status)")
                }
                let post = FastCGIRequest("POST", "/api/notes", json: #"{"title":"before too","content":"c"}"#)
                #expect(try connection.send(post).status == 201)
            }
        }.join(within: 60)

        let before = try service.process.ticks
        let start = ContinuousClock.now
        try waitUntil("a second has passed") { ContinuousClock.now - start > .seconds(1) }
        // A second has 100 ticks.
        #expect(try service.process.ticks - before < 30, "the service uses CPU time although it has nothing to do")
        #expect(!service.process.hasEnded)

        accepted.withLock { $0 = [] }
        connections = []
        #expect(try service.send(FastCGIRequest("GET", "/api/notes/1")).status == 200)
        #expect(try service.createNote("after").title == "after")
        // There are two lines: the service is ready, and connections have to wait.
        #expect(service.errors.matches(of: /cannot accept a connection: Too many open files/).count == 1)
        #expect(service.errors.split(separator: "\n").count == 2, "\(service.errors.prefix(1000))")
        #expect(try service.stop().exitStatus == 0)
    }
}
