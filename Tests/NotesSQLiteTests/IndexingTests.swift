import GRDB
import StoreContract
import TestSupport
import Testing

@testable import NotesSQLite

@Suite struct IndexingTests {
    @Test func aWriteWaitsForAFewNotesAndNotForABatch() throws {
        let test = try TestStore()
        let other = try OtherProgram(test)
        let count = 60
        try other.run(
            """
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(count))
            INSERT INTO note (title, content)
                SELECT 'note ' || n, replace(hex(zeroblob(2000)), '00', 'some text ') FROM numbers
            """)
        // A batch has room for almost all notes.
        #expect((count - 10) * 20_000 < SearchIndexer.batchBytes)
        #expect(try test.store.search("nothing") == [])
        try waitUntil("a batch is running") { test.store.commits.isBusy }
        try test.store.create("written meanwhile")
        #expect(try (other.integer("SELECT count(*) FROM note_stale") ?? 0) > count / 2)
        try test.waitUntilIndexed()
        #expect(try test.store.search("some text").count == count)
    }

    @Test func segmentsAreMergedInIdleTime() throws {
        let test = try TestStore()
        let other = try OtherProgram(test)
        for number in 1...7 {
            try test.store.create("note \(number)")
            try test.waitUntilIndexed()
        }
        // Each batch makes a segment of level 0. Of three segments, the indexer makes one of the next level.
        try waitUntil("the segments are merged") {
            try (other.integer("SELECT count(DISTINCT segid) FROM note_text_idx") ?? .max) <= 3
        }
        #expect(try test.store.search("note").count == 7)
    }
}
