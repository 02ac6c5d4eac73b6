import Glibc
import Testing
import TestSupport

/// After the process is killed under load, the database contains every acknowledged change.
@Suite struct KillTests {
    @Test func noAcknowledgedChangeIsLostInFiftyKills() throws {
        let folder = try Service.makeFolder()
        let ledger = Ledger()
        for round in 1...50 {
            let service = try Service(in: folder)
            try Self.check(service, ledger, "round \(round)")
            let writers = NoteWriters(8, service, ledger)
            try writers.wait(forMore: Int.random(in: 10...60))
            service.process.signal(SIGKILL)
            #expect(try service.process.wait(within: 10) == 128 + SIGKILL)
            try writers.join()
        }
        try Self.check(Service(in: folder), ledger, "after the last round")
    }

    /// Checks the notes of a service that has started, and so has recovered its database.
    private static func check(_ service: Service, _ ledger: Ledger, _ moment: String) throws {
        let found = try FoundNotes(service.folder.file("notes.db"))
        let problem = found.problem(ledger.notes(), unanswered: 8)
        try #require(problem == nil, "\(moment): \(problem ?? "")")
        ledger.settle(found.states)
        let search = try service.send(FastCGIRequest("GET", "/api/notes/search?q=and%20more&per_page=1"))
        try #require(search.text.contains(#""count":\#(found.states.count),"#), "\(moment): \(search.text)")
    }
}
