import Foundation
import Glibc
import Testing
import TestSupport

/// The power goes: of the files, only what was synced is sure to be there, and of the rest any part may be.
///
/// The model: the process is frozen at a random moment, and database and write-ahead log are copied as they are. Then the
/// log's copy is cut, or changed, at a random place behind what was certainly synced: as far as it reached when every
/// writer had its answer and nothing was under way.
@Suite struct PowerCutTests {
    @Test func atAnyMomentKeepsWhatWasAcknowledged() throws {
        let service = try Service()
        let ledger = Ledger()
        var cuts = 0
        for round in 1...LongTests.choose(300, normally: 40) {
            let synced = WriteAheadLog(service.folder)
            let before = ledger.snapshot()
            let goal = ledger.acknowledged + Int.random(in: 1...40)
            ledger.goOn()
            let writers = Threads(4) { try ledger.write(service, thread: round * 10 + $0) }
            try waitUntil("there is load") { ledger.acknowledged >= goal }

            service.process.signal(SIGSTOP)
            try waitUntil("the process stands still") { try Self.isStopped(service.process.id) }
            // An answer that is on its way to the ledger was acknowledged too; what the ledger has suffices.
            let expected = ledger.snapshot()
            let (database, log) = (service.folder.read("notes.db"), WriteAheadLog(service.folder))
            service.process.signal(SIGCONT)
            ledger.pause()
            try writers.join()

            try Self.check(database, log.bytes, expected, "round \(round)")
            // When a checkpoint began the log anew, nothing says how much of it was synced.
            guard log.salts == synced.salts && log.end > synced.end else { continue }
            cuts += 1
            let place = Int.random(in: synced.end..<log.end)
            try Self.check(database, log.bytes[..<place], before, "round \(round), cut at \(place)")
            var changed = log.bytes
            changed[place] ^= 0x55
            try Self.check(database, changed, before, "round \(round), changed at \(place)")
        }
        #expect(cuts >= 10)
    }

    /// Opens a copy as the next start would, and makes sure that it has what was acknowledged.
    private static func check(
        _ database: [UInt8], _ log: some Sequence<UInt8>, _ expected: [Int: Set<Ledger.State>], _ moment: String
    ) throws {
        let folder = try TemporaryDirectory()
        try folder.write(database, to: "notes.db")
        try folder.write(log, to: "notes.db-wal")
        // The answer to what was asked for is unknown to the ledger for a moment: such notes are left out.
        let problem = try Ledger.problem(folder.file("notes.db"), expected)
        try #require(problem == nil, "\(moment): \(problem ?? "")")
    }

    /// Whether each thread of a process stands still.
    private static func isStopped(_ process: pid_t) throws -> Bool {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task").allSatisfy { thread in
            let status = try String(contentsOfFile: "/proc/\(process)/task/\(thread)/status", encoding: .utf8)
            return status.contains("State:\tT")
        }
    }
}
