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
            let goal = ledger.acknowledged + 30
            let writers = Threads(8) { try ledger.write(service, thread: $0) }
            try waitUntil("there is load") { ledger.acknowledged >= goal }
            service.process.signal(SIGKILL)
            _ = try service.process.wait(within: 10)
            try writers.join()
            let problem = try Ledger.problem(folder.file("notes.db"), ledger.snapshot())
            try #require(problem == nil, "round \(round): \(problem ?? "")")
        }
        #expect(ledger.acknowledged >= 1500)
    }
}
