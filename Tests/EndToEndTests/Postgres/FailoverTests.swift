#if PostgreSQL
import Testing
import TestSupport

/// After the primary is killed under load and the synchronous standby is promoted, the database contains every acknowledged
/// change once, and the service goes on by itself.
@Suite struct FailoverTests {
    /// In every other run, the standby is promoted after the service has refused a change.
    @Test(arguments: 1...LongTests.choose(20, normally: 3)) func noAcknowledgedChangeIsLostOrMadeTwice(run: Int) throws
    {
        let servers = try PostgresPair()
        let service = try Service(environment: ["DATABASE_URL": servers.url])
        try check(servers, service) { writers in
            try servers.primary.stop("KILL")
            if run.isMultiple(of: 2) {
                try waitUntil("the service has refused a change") { !writers.refusals.isEmpty }
            }
        }
    }

    /// The network loses all packets to the primary. So nothing tells the service that the primary has ended.
    @Test func thePrimaryMayVanish() throws {
        let network = try SlowNetwork()
        let servers = try PostgresPair(settings: ["listen_addresses=*"], prefix: network.prefix)
        let hosts = "\(SlowNetwork.host),\(servers.standby.folder)"
        let service = try Service(
            starting: Service.makeFolder(),
            environment: ["DATABASE_URL": "postgresql://notes@/\(servers.database)?host=\(hosts)"],
            prefix: network.prefix)
        try service.waitUntilReady()
        try check(servers, service) { _ in
            try network.set(delay: 0, loss: 1)
            try servers.primary.stop("KILL")
        }
    }

    /// Writes, breaks the primary, promotes the standby, and checks the time and the notes.
    private func check(_ servers: PostgresPair, _ service: Service, breakPrimary: (NoteWriters) throws -> Void) throws {
        let ledger = Ledger()
        let writers = NoteWriters(8, service, ledger, mayRefuse: true)
        try writers.wait(forMore: Int.random(in: 100...400))

        try breakPrimary(writers)
        let acknowledged = ledger.acknowledged
        try servers.promote()
        let promotion = ContinuousClock.now
        try waitUntil("changes are acknowledged after the promotion", within: 30) {
            ledger.acknowledged > acknowledged + 8
        }
        #expect(ContinuousClock.now - promotion < .seconds(10))
        try writers.wait(forMore: 100)
        try writers.end()

        #expect(!service.process.hasEnded)
        let found = try FoundNotes(servers.standby, servers.database)
        let problem = found.problem(ledger.notes(), unanswered: writers.unknownCreations)
        #expect(problem == nil, "\(problem ?? "")")
        let list = try service.send(FastCGIRequest("GET", "/api/notes?per_page=1"))
        #expect(list.text.contains(#""total":\#(found.states.count)"#), "\(list.text)")
    }
}
#endif
