import Foundation
import StoreContract
import TestSupport
import Testing

/// The write-ahead log takes little space on the disk.
@Suite struct LogSizeTests {
    @Test func aLargeTransactionOfAnotherProgramLeavesNoLargeLog() throws {
        let test = try TestStore()
        let log = test.path + "-wal"
        func size() throws -> Int {
            try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int ?? 0
        }
        try OtherProgram(test).run("CREATE TABLE other AS SELECT zeroblob(40 << 20)")
        #expect(try size() > 40 << 20)
        try waitUntil("the log is short") {
            try test.store.create("note")
            return try size() <= 16 << 20
        }
    }
}
