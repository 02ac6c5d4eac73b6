#if PostgreSQL
import Glibc
import Testing
import TestSupport

/// Two services use the same database. After one of them is killed under load, the other one goes on, and no acknowledged
/// change is lost.
@Suite struct ResponderKillTests {
    @Test func theOtherServiceGoesOn() throws {
        let server = try PostgresServer.shared()
        let database = try server.createDatabase()
        let services = try (0..<2).map { _ in try Service(environment: ["DATABASE_URL": server.url(database)]) }
        let ledger = Ledger()
        let writers = services.indices.map { NoteWriters(4, services[$0], ledger, numberedFrom: 4 * $0) }
        try writers[0].wait(forMore: 300)

        services[0].process.signal(SIGKILL)
        #expect(try services[0].process.wait(within: 10) == 128 + SIGKILL)
        try writers[0].join()
        try writers[1].wait(forMore: 100)
        try writers[1].end()
        // The server may still be at work for the killed service.
        try waitUntil("the server has noticed the kill") {
            let count = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'"
            return try server.query(count, in: database) == ["1"]
        }
        let found = try FoundNotes(server, database)
        let problem = found.problem(ledger.notes(), unanswered: 4)
        #expect(problem == nil, "\(problem ?? "")")
        let list = try services[1].send(FastCGIRequest("GET", "/api/notes?per_page=1"))
        #expect(list.text.contains(#""total":\#(found.states.count)"#), "\(list.text)")
    }
}
#endif
