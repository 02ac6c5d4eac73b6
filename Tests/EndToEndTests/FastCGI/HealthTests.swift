import GRDB
import TestSupport
import Testing

/// The health check of a running service.
@Suite struct HealthTests {
    @Test func healthTellsWhetherNotesCanBeWritten() throws {
        let service = try Service()
        let health = FastCGIRequest("GET", "/api/health")
        let healthy = try service.send(health)
        #expect(healthy.status == 200)
        #expect(healthy.text == #"{"status":"ok"}"#)
        #expect(healthy["Cache-Control"] == "no-store")

        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: service.folder.file("notes.db"), configuration: configuration)
        try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
        try waitUntil("the service notices the lock") { try service.send(health).status == 503 }
        let unhealthy = try service.send(health)
        #expect(unhealthy["Content-Type"] == "application/json")
        #expect(unhealthy["Retry-After"] == "5")
        #expect(unhealthy.text.hasPrefix(#"{"error":""#))
        #expect(try service.send(FastCGIRequest("GET", "/api/notes")).status == 200)

        try other.inDatabase { try $0.execute(sql: "ROLLBACK") }
        try waitUntil("the service is healthy again") { try service.send(health).status == 200 }
    }
}
