#if PostgreSQL
import Locking
import Testing
import TestSupport

/// Between the service and the database server, the network is slow, and then loses everything. No request waits longer than
/// ten seconds.
@Suite struct NetworkTests {
    /// Ten seconds (`RequestTime.maximum`), and the time that the test itself needs on a busy machine.
    private static let limit = Duration.milliseconds(10_700)

    @Test func noRequestWaitsTooLong() throws {
        let network = try SlowNetwork()
        let server = try PostgresServer(settings: ["listen_addresses=*"], prefix: network.prefix)
        let database = try server.createDatabase()
        let service = try Service(
            starting: Service.makeFolder(),
            environment: ["DATABASE_URL": "postgresql://notes@\(SlowNetwork.host)/\(database)"], prefix: network.prefix)
        try service.waitUntilReady()

        try network.set(delay: 0.2, loss: 0.05)
        let slow = try send(2, by: 8, to: service)
        #expect(slow.contains { $0.isSuccess })
        #expect(try health(service) == 200)

        // Then many connections are idle.
        try network.set(delay: 0, loss: 0)
        _ = try send(2, by: 24, to: service)
        try network.set(delay: 0, loss: 1)
        let checks = Threads(2) { _ in
            let status = try health(service)
            #expect(status == 503)
        }
        let lost = try send(1, by: 40, to: service)
        try checks.join()
        #expect(!lost.contains { $0.isSuccess })
        #expect(try health(service) == 503)

        try network.set(delay: 0, loss: 0)
        let start = ContinuousClock.now
        try waitUntil("a note can be created") {
            try service.send(FastCGIRequest("POST", "/api/notes", json: #"{"title":"t","content":"c"}"#)).isSuccess
        }
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(!service.process.hasEnded)
    }

    /// Checks how long the health check takes, and returns its status.
    private func health(_ service: Service) throws -> Int {
        let start = ContinuousClock.now
        let status = try service.send(FastCGIRequest("GET", "/api/health")).status
        #expect(ContinuousClock.now - start < .seconds(4))
        return status
    }

    /// Sends requests from several clients at the same time. Checks their times, and that each one succeeds or gets 503.
    private func send(_ count: Int, by clients: Int, to service: Service) throws -> [ReceivedResponse] {
        let responses = Locked<[ReceivedResponse]>([])
        try Threads(clients) { client in
            let connection = try service.connect()
            for number in 0..<count {
                let request =
                    (client + number).isMultiple(of: 2)
                    ? FastCGIRequest("POST", "/api/notes", json: #"{"title":"t","content":"c"}"#)
                    : FastCGIRequest("GET", "/notes")
                let start = ContinuousClock.now
                let response = try connection.send(request)
                #expect(ContinuousClock.now - start < Self.limit)
                #expect(response.isSuccess || response.status == 503 && response["Retry-After"] != nil)
                responses.withLock { $0.append(response) }
            }
        }.join(within: 60)
        return responses.withLock { $0 }
    }
}

extension ReceivedResponse {
    fileprivate var isSuccess: Bool { [200, 201].contains(status) }
}
#endif
