#if PostgreSQL
import Locking
import Testing
import TestSupport

/// Clients of two services change the same notes at the same time while the database server restarts again and again, and
/// fails once. No acknowledged text is lost, and no change is replaced unseen.
@Suite struct PostgresInvariantTests {
    @Test func everyAcknowledgedChangeCanBeFoundAgain() throws {
        let seed = InvariantTests.seed
        var random = SplitMix64(state: seed)
        let goal = LongTests.choose(20_000, normally: 1000)
        let servers = try PostgresPair()
        let services = try (0..<2).map { _ in Locked(try Service(environment: ["DATABASE_URL": servers.url])) }
        let record = InvariantRecord(goal: goal)
        try InvariantClient(8, services[0], record, seed: seed).createNotes(3)
        let clients = Threads(8) { number in
            do {
                let service = services[number % services.count]
                try InvariantClient(number, service, record, seed: seed, serverMayBeAway: true).run()
            } catch {
                record.abort("client \(number) ended: \(error)")
            }
        }
        var primary = servers.primary
        while !record.isComplete {
            let next = record.operations + Int.random(in: 100...LongTests.choose(1000, normally: 300), using: &random)
            try waitUntil("the clients have sent more requests; seed \(seed)", within: 60) {
                record.operations >= next || record.isComplete
            }
            if primary === servers.primary && record.operations > goal / 2 {
                try primary.stop("KILL")
                try servers.promote()
                primary = servers.standby
            } else {
                try primary.stop("INT")
                try primary.start()
                try primary.waitUntilReady()
            }
        }
        try clients.join(within: 60)
        #expect(primary === servers.standby)

        let stored = try StoredVersions(primary, servers.database)
        let problems = record.problems(stored)
        #expect(
            problems.isEmpty, "seed \(seed): \(problems.count) faults: \(problems.prefix(5).joined(separator: "\n"))")
        for service in services.map({ service in service.withLock { $0 } }) {
            #expect(!service.process.hasEnded)
            try InvariantTests.checkAPI(service, stored)
        }
    }
}
#endif
