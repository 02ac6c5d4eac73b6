import GRDB
import Locking
import TestSupport
import Testing

@testable import NotesSQLite

@Suite struct SegmentMergerTests {
    private let test: TestStore
    private let other: OtherProgram
    private let commits: GroupCommit
    private let merger: SegmentMerger

    /// A database whose search index has seven segments, and a merger of its own for it.
    init() throws {
        test = try TestStore()
        test.store.close()
        other = try OtherProgram(test)
        for number in 1...7 {
            try other.run("INSERT INTO note_text (rowid, title, content) VALUES (\(number), 'title', 'content')")
        }
        let file = DatabaseFile(path: test.path)
        let (writer, _) = try file.openWriter(busyTimeout: 0.01, isCancelled: { false })
        commits = GroupCommit(writer)
        merger = SegmentMerger(
            commits, try DataVersion(path: test.path), file, BackgroundQueue(label: "test"), delay: .milliseconds(20),
            longDelay: .milliseconds(20))
    }

    @Test func goesOnAfterAnotherProgramHadTheLock() throws {
        func segments() throws -> Int? { try other.integer("SELECT count(DISTINCT segid) FROM note_text_idx") }
        try other.database.inDatabase { try $0.beginTransaction(.immediate) }
        merger.schedule()
        for isBusy in [true, false, true, false] {
            try waitUntil("an attempt \(isBusy ? "begins" : "fails")") { commits.isBusy == isBusy }
        }
        #expect(try segments() == 7)
        try other.database.inDatabase { try $0.rollback() }
        try waitUntil("the segments are merged") { try segments() ?? 7 <= 3 }
        #expect(try other.integer("SELECT count(*) FROM note_text WHERE note_text MATCH 'content'") == 7)
    }
}
