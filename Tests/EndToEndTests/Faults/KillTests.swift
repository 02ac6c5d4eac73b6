import Glibc
import Testing
import TestSupport

/// The process is killed, again and again, while many write: what was acknowledged is there.
@Suite struct KillTests {
    @Test func fiftyTimesUnderEightWriters() throws {
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
        try Self.check(Service(in: folder), ledger, "in the end")
    }

    /// The service itself has repaired what there was to repair: it runs.
    private static func check(_ service: Service, _ ledger: Ledger, _ moment: String) throws {
        let found = try FoundNotes(service.folder.file("notes.db"))
        let problem = found.problem(ledger.notes(), unanswered: 8)
        try #require(problem == nil, "\(moment): \(problem ?? "")")
        ledger.settle(found.states)
        let search = try service.send(FastCGIRequest("GET", "/api/notes/search?q=and%20more&per_page=1"))
        try #require(search.text.contains(#""count":\#(found.states.count),"#), "\(moment): \(search.text)")
    }
}
