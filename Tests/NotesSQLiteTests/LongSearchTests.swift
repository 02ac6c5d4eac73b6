import Glibc
import Notes
import StoreContract
import Synchronization
import TestSupport
import Testing

@testable import NotesSQLite

/// Long searches do not keep other requests waiting.
@Suite struct LongSearchTests {
    /// More text than a short search reads.
    private func fill(_ store: SQLiteNoteStore) throws {
        store.indexer.stop(within: .seconds(5))
        for number in 1...20 { try store.create("note \(number)", String(repeating: "text ", count: 60_000)) }
    }

    @Test func onlyALongSearchLetsAnotherRequestRunMeanwhile() throws {
        let folder = try TemporaryDirectory()
        let waits = Atomic(0)
        let thread = pthread_self()
        let store = try SQLiteNoteStore(
            path: folder.file("notes.db"),
            willWait: { if pthread_equal(pthread_self(), thread) != 0 { waits.add(1, ordering: .relaxed) } })
        defer { store.close() }
        func count(inSearchFor text: String) throws -> Int {
            let before = waits.load(ordering: .relaxed)
            _ = try store.page(NoteQuery(text: text))
            return waits.load(ordering: .relaxed) - before
        }
        try store.create("short")
        #expect(try count(inSearchFor: "zz") == 0)
        try fill(store)
        #expect(try count(inSearchFor: "zz") == 1)
    }

    @Test func sortingLongNotesByRelevanceIsALongSearch() throws {
        let test = try TestStore()
        try fill(test.store)
        var permits = try (0..<LongSearches.maximumRunning).map { _ in try test.store.longSearches.permit() }
        let sorting = Threads(1) { _ in
            let total = try test.store.page(NoteQuery(search: SearchQuery("text"), order: .relevance)).total
            #expect(total == 20)
        }
        try waitUntil("the search waits") { test.store.longSearches.waitingCount == 1 }
        permits.removeLast()
        try sorting.join()
    }

    @Test func longSearchesWaitForEachOtherAndOthersDoNot() throws {
        let test = try TestStore()
        try fill(test.store)
        // The store itself runs no search now, so all permits are free.
        var permits = try (0..<LongSearches.maximumRunning).map { _ in try test.store.longSearches.permit() }
        let isDone = Atomic(false)
        let long = Threads(1) { _ in
            let total = try test.store.page(NoteQuery(text: "zz")).total
            #expect(total == 0)
            isDone.store(true, ordering: .releasing)
        }
        try waitUntil("the long search waits") { test.store.longSearches.waitingCount == 1 }
        #expect(try test.store.note(1).title == "note 1")
        #expect(try test.store.page(NoteQuery()).total == 20)
        let wasDone = isDone.load(ordering: .acquiring)
        #expect(!wasDone)
        permits.removeLast()
        try long.join()
    }

    @Test func aLongSearchIsRefusedIfHalfOfTheThreadsRunOrWaitForOne() throws {
        let searches = LongSearches(threads: 2 * LongSearches.maximumRunning) {}
        let permits = try (0..<LongSearches.maximumRunning).map { _ in try searches.permit() }
        #expect(throws: NotesError.overloaded) { _ = try searches.permit() }
        withExtendedLifetime(permits) {}
    }
}
