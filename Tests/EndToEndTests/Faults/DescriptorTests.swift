import Testing
import TestSupport

/// There are more connections than the process may open files.
@Suite struct DescriptorTests {
    @Test func whenTheyRunOutItWaits() throws {
        let service = try Service(
            starting: Service.makeFolder(), prefix: [Program.prlimit.path, "--nofile=64:64", "--"])
        try service.waitUntilReady()
        try service.createNote("before")
        var connections = try (0..<500).map { _ in try service.connect() }
        try waitUntil("no descriptor is left") { try service.process.openFiles >= 63 }
        let before = try service.process.ticks
        let start = ContinuousClock.now
        // Those that it has accepted are answered meanwhile, in whatever way.
        let answer = try connections[0].answer(to: FastCGIRequest("GET", "/api/notes/1"))
        #expect([200, 500].contains(answer.status))
        try waitUntil("a second has passed") { ContinuousClock.now - start > .seconds(1) }
        // Of 100 in a second.
        #expect(try service.process.ticks - before < 30, "it spins")
        #expect(!service.process.hasEnded)

        connections = []
        #expect(try service.answer(to: FastCGIRequest("GET", "/api/notes/1")).status == 200)
        #expect(try service.createNote("after").title == "after")
        #expect(service.errors.matches(of: /cannot accept a connection: Too many open files/).count == 1)
    }
}
