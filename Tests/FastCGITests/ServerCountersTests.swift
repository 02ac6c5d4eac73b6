import FastCGI
import Testing
import TestSupport

@Suite struct ServerCountersTests {
    @Test func theyCountWorkersAndConnections() throws {
        let server = try EchoServer(workers: 3)
        let counters = server.counters
        #expect(counters.workerCount == 3)
        let idle = try (0..<5).map { _ in try server.connect() }
        try waitUntil("all connections are accepted and idle") {
            counters.parkedConnections == 5 && counters.busyWorkers == 0
        }
        let busy = try server.connectAndWait()
        try waitUntil("one worker is busy") { counters.parkedConnections == 5 && counters.busyWorkers == 1 }
        server.handler.openGate()
        #expect(try busy.readResponse().status == 200)
        try waitUntil("no worker is busy") { counters.parkedConnections == 6 && counters.busyWorkers == 0 }
        withExtendedLifetime(idle) {}
        #expect(server.server.stop())
        #expect(counters.workerCount == 0 && counters.parkedConnections == 0)
    }
}
