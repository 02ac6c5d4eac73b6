import GRDB
import TestSupport
import Testing

/// The health check of the running service.
@Suite struct HealthTests {
    @Test func saysWhetherNotesCanBeWritten() throws {
        let service = try Service()
        let health = FastCGIRequest("GET", "/api/health")
        let well = try service.send(health)
        #expect(well.status == 200)
        #expect(well.text == #"{"status":"ok"}"#)
        #expect(well["Cache-Control"] == "no-store")

        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: service.folder.file("notes.db"), configuration: configuration)
        try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
        try waitUntil("the lock is noticed") { try service.send(health).status == 503 }
        let unwell = try service.send(health)
        #expect(unwell["Content-Type"] == "application/json")
        #expect(unwell["Retry-After"] == "5")
        #expect(unwell.text.hasPrefix(#"{"error":""#))
        #expect(try service.send(FastCGIRequest("GET", "/api/notes")).status == 200)

        try other.inDatabase { try $0.execute(sql: "ROLLBACK") }
        try waitUntil("the service is well again") { try service.send(health).status == 200 }
    }
}
