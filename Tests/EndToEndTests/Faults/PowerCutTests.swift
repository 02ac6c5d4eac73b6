import Foundation
import Testing
import TestSupport

/// A power cut loses no acknowledged change. After a power cut, a file has its synced writes and any part of later writes.
///
/// While clients change notes, a log records all writes and syncs of the service. A ledger records the changes and the
/// length of the log at each request and response. Then the test chooses random moments. For each, it builds the files that
/// a power cut could have left, and checks that they contain every change acknowledged before.
@Suite struct PowerCutTests {
    @Test func noAcknowledgedChangeIsLostAtAnyMoment() throws {
        let log = try WriteLog()
        let service = try Service(starting: Service.makeFolder(), environment: log.environment)
        try service.waitUntilReady()
        let start = log.position
        let ledger = Ledger { log.position }
        let writers = NoteWriters(8, service, ledger)
        try writers.wait(forMore: LongTests.choose(10_000, normally: 3_000))
        try writers.end()
        try service.stop()

        let records = log.records
        let moments = records.map(\.end).filter { $0 > start }.shuffled().prefix(LongTests.choose(1_000, normally: 150))
        var (remaining, cutsThatLost) = (Set(moments), 0)
        var disk = (database: Disk(), log: Disk())
        for record in records {
            if record.file == 0 { disk.database.apply(record) } else { disk.log.apply(record) }
            guard remaining.remove(record.end) != nil else { continue }
            let odds = [0.0, 0.5, 0.9, 1.0].randomElement() ?? 0.0
            if odds < 1 && (disk.database.isAtRisk || disk.log.isAtRisk) { cutsThatLost += 1 }
            let folder = try TemporaryDirectory()
            try folder.write(disk.database.afterPowerCut(odds: odds), to: "notes.db")
            try folder.write(disk.log.afterPowerCut(odds: odds), to: "notes.db-wal")
            let problem = try FoundNotes(folder.file("notes.db")).problem(
                ledger.notes(until: record.end), unanswered: 8)
            try #require(problem == nil, "at \(record.end) of \(log.position), odds \(odds): \(problem ?? "")")
        }
        #expect(cutsThatLost > moments.count / 3)
        // Some of the moments were within a checkpoint.
        #expect(records.contains { $0.file == 0 && $0.kind == .synced && $0.end > start })
    }
}
