import GRDB
import Notes
import StoreContract
import Synchronization
import TestSupport
import Testing

@testable import NotesSQLite

/// The store says so before a thread waits, so that the server can run another request meanwhile.
@Suite struct WillWaitTests {
    @Test func writesAnnounceThatTheyWaitAndReadsDoNot() throws {
        let folder = try TemporaryDirectory()
        let waits = Atomic(0)
        let store = try SQLiteNoteStore(
            path: folder.file("notes.db"), willWait: { waits.add(1, ordering: .relaxed) })
        defer { store.close() }
        func count(_ work: () throws -> Void) rethrows -> Int {
            let before = waits.load(ordering: .relaxed)
            try work()
            return waits.load(ordering: .relaxed) - before
        }
        // The indexer of the store also writes, on its own thread.
        #expect(try count { _ = try store.create("one") } >= 1)
        #expect(try count { _ = try store.update(1, content: "changed") } >= 1)
        try waitUntil("the index is complete") {
            try store.commits.writer.inDatabase { try Int.fetchOne($0, sql: "SELECT count(*) FROM note_stale") } == 0
        }
        #expect(try count { _ = try store.note(1) } == 0)
        #expect(try count { _ = try store.page(NoteQuery()) } == 0)
        #expect(try count { _ = try store.version } == 0)
        #expect(try count { try store.check() } >= 1)
        #expect(try count { try store.delete(1) } >= 1)
    }
}
