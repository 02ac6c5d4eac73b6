import Glibc
import Notes
import NotesSQLite
import StoreContract
import Synchronization
import TestSupport
import Testing

/// The store says so before a thread waits, so that the server can run another request meanwhile.
@Suite struct WillWaitTests {
    @Test func writesAnnounceThatTheyWaitAndReadsDoNot() throws {
        let folder = try TemporaryDirectory()
        let waits = Atomic(0)
        let thread = pthread_self()
        let store = try SQLiteNoteStore(
            path: folder.file("notes.db"),
            // The indexer of the store also waits, on its own thread.
            willWait: { if pthread_equal(pthread_self(), thread) != 0 { waits.add(1, ordering: .relaxed) } })
        defer { store.close() }
        func count(_ work: () throws -> Void) rethrows -> Int {
            let before = waits.load(ordering: .relaxed)
            try work()
            return waits.load(ordering: .relaxed) - before
        }
        #expect(try count { _ = try store.create("one") } >= 1)
        #expect(try count { _ = try store.update(1, content: "changed") } >= 1)
        #expect(try count { _ = try store.note(1) } == 0)
        #expect(try count { _ = try store.page(NoteQuery()) } == 0)
        #expect(try count { _ = try store.version(since: .now) } == 0)
        #expect(try count { try store.check() } >= 1)
        #expect(try count { try store.delete(1) } >= 1)
    }
}
