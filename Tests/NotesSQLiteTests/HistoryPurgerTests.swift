import GRDB
import Locking
import Notes
import StoreContract
import TestSupport
import Testing

@testable import NotesSQLite

/// The store deletes old versions, old notes in the trash and old idempotency keys by itself.
@Suite struct HistoryPurgerTests {
    private let everything = Retention(historyDays: nil, historyVersions: nil, trashDays: nil)

    /// The time after some days.
    private func after(_ days: Double) -> Timestamp {
        Timestamp(microseconds: Timestamp.now().microseconds + Int64(days * 86400) * 1_000_000)
    }

    private func contents(_ store: SQLiteNoteStore, of id: Int64) throws -> [String] {
        try store.history(of: id, offset: 0, size: 10000).revisions.map {
            try store.revision($0.note.version, of: id).note.content
        }
    }

    private func count(_ table: String, _ test: TestStore) throws -> Int? {
        try test.otherProgram().read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") }
    }

    @Test func oldVersionsAreDeleted() throws {
        let test = try TestStore()
        try test.store.create("note", "1")
        for content in ["2", "3"] { try test.store.update(1, content: content) }
        try test.store.purgeExpired(at: after(364))
        #expect(try contents(test.store, of: 1) == ["3", "2", "1"])
        try test.store.purgeExpired(at: after(366))
        #expect(try contents(test.store, of: 1) == ["3"])
        #expect(try test.store.note(1).content == "3")
    }

    /// The text that a restoration replaces is as old as the restoration, however long the note was in the trash.
    @Test(arguments: [
        Retention(historyDays: 7, trashDays: nil), Retention(historyDays: nil, historyVersions: 0, trashDays: nil),
    ])
    func theLastTextOfARestoredNoteIsKept(_ retention: Retention) throws {
        let test = try TestStore(retention: retention)
        let draft = try test.store.create("note", "draft")
        try test.store.update(1, content: "precious")
        try test.store.delete(1)
        try test.otherProgram().write {
            try $0.execute(sql: "UPDATE note_past SET ended_at = '2024-01-01 00:00:00.000000'")
        }
        try test.store.restore(1, to: draft.version)
        try test.store.purgeExpired()
        #expect(try contents(test.store, of: 1).prefix(2) == ["draft", "precious"])
        try test.store.purgeExpired(at: after(32))
        #expect(try contents(test.store, of: 1) == ["draft"])
    }

    /// A note with many versions is deleted in several transactions. In between, nobody can bring back a part of it.
    @Test func aNoteThatIsBeingDeletedForGoodCannotBeBroughtBack() throws {
        let test = try TestStore(retention: everything)
        try test.store.create("large", "0")
        for number in 1...3 * HistoryPurger.batchRows { try test.store.update(1, content: "\(number)") }
        try test.store.create("small", "0")
        for id in [Int64(1), 2] { try test.store.delete(id) }
        let counts = Locked<[Int]>([])
        let purger = HistoryPurger(test.store.commits, test.store.readers, everything) {
            counts.withLock { counts in
                #expect(throws: NotesError.notFound) { try test.store.restore(1) }
                #expect(throws: NotesError.notFound) { try test.store.revision(nil, of: 1) }
                let trash = try? test.store.trash(NoteQuery()).revisions.map(\.note.title)
                #expect(trash == (counts.count < 4 ? ["small"] : []))
                counts.append((try? self.count("note_past", test)) ?? -1)
            }
        }
        let deletions = try test.otherProgram().read {
            try Int64.fetchAll($0, sql: "SELECT id FROM note_past WHERE is_deletion")
        }
        #expect(try purger.purgeTrash(deletions) == 2)
        #expect(counts.withLock { $0 } == [258, 130, 2, 1, 0])
    }

    @Test func aDeletionForGoodThatWasInterruptedIsFinished() throws {
        let test = try TestStore(retention: everything)
        try test.store.create("large", "0")
        try test.store.update(1, content: "1")
        try test.store.delete(1)
        try test.otherProgram().write { try $0.execute(sql: "UPDATE note_past SET is_deletion = 2 WHERE is_deletion") }
        #expect(try test.store.trash(NoteQuery()).total == 0)
        try test.store.purgeExpired()
        #expect(try count("note_past", test) == 0)
    }

    @Test func theVersionsOfANoteInTheTrashAreDeletedBeforeTheNote() throws {
        let test = try TestStore(retention: Retention(historyDays: 10, trashDays: 20))
        try test.store.create("note", "1")
        try test.store.update(1, content: "2")
        try test.store.delete(1)
        try test.store.purgeExpired(at: after(11))
        #expect(try contents(test.store, of: 1) == ["2"])
        #expect(try test.store.restore(1).content == "2")
    }

    @Test func onlyTheNewestVersionsOfANoteAreKept() throws {
        let test = try TestStore(retention: Retention(historyDays: nil, historyVersions: 2, trashDays: nil))
        for id in [Int64(1), 2] {
            try test.store.create("note", "1")
            for content in ["2", "3", "4", "5"] { try test.store.update(id, content: content) }
        }
        try test.store.create("short", "1")
        try test.store.update(3, content: "2")
        try test.store.delete(2)
        try test.store.purgeExpired(at: after(30))
        #expect(try contents(test.store, of: 1) == ["5", "4", "3", "2", "1"])
        try test.store.purgeExpired(at: after(32))
        #expect(try contents(test.store, of: 1) == ["5", "4", "3"])
        #expect(try contents(test.store, of: 2) == ["5", "4"])
        #expect(try contents(test.store, of: 3) == ["2", "1"])
    }

    @Test func aNoteStaysInTheTrashEvenIfNoVersionIsKept() throws {
        let test = try TestStore(retention: Retention(historyDays: nil, historyVersions: 0, trashDays: nil))
        try test.store.create("note", "1")
        try test.store.update(1, content: "2")
        try test.store.delete(1)
        try test.store.purgeExpired(at: after(32))
        #expect(try contents(test.store, of: 1) == ["2"])
    }

    /// Another program may give the id of a deleted note to a new note. The versions of the new note must not count for
    /// the deleted note.
    @Test func theVersionsOfEachNoteWithAnIDAreCountedSeparately() throws {
        let test = try TestStore(retention: Retention(historyDays: nil, historyVersions: 2, trashDays: nil))
        let note = try test.store.create("old", "1")
        try test.store.update(1, content: "2")
        let last = try test.store.update(1, content: "3")
        try test.store.delete(1)
        try test.otherProgram().write {
            try $0.execute(
                sql: """
                    INSERT INTO note (id, title, content) VALUES (1, 'new', '1');
                    UPDATE note SET content = '2'; UPDATE note SET content = '3'; UPDATE note SET content = '4';
                    """)
        }
        try test.store.purgeExpired(at: after(32))
        #expect(try contents(test.store, of: 1) == ["4", "3", "2"])
        try test.store.delete(1)
        #expect(try test.store.revision(last.version, of: 1).note.content == "3")
        #expect(throws: NotesError.notFound) { try test.store.revision(note.version, of: 1) }
    }

    /// The table of the Flask app would use the id of the last note again.
    @Test func anOldNoteInTheTrashIsDeletedWithItsHistoryAndItsIDIsNotUsedAgain() throws {
        let test = try TestStore { try $0.execute(sql: AdoptionTests.table) }
        try test.store.create("note", "1")
        try test.store.create("note", "1")
        try test.store.update(2, content: "2")
        try test.store.delete(2)
        try test.store.purgeExpired(at: after(29))
        #expect(try test.store.trash(NoteQuery()).total == 1)
        try test.store.purgeExpired(at: after(31))
        #expect(try test.store.trash(NoteQuery()).total == 0)
        #expect(throws: NotesError.notFound) { try test.store.history(of: 2, offset: 0, size: 1) }
        #expect(try count("note_past", test) == 0)
        #expect(try test.store.create("new").id == 3)
    }

    @Test func aRestoredNoteIsNotInTheTrash() throws {
        let test = try TestStore(retention: Retention(historyDays: nil, historyVersions: nil))
        try test.store.create("note", "1")
        try test.store.delete(1)
        try test.store.restore(1)
        try test.store.purgeExpired(at: after(31))
        #expect(try contents(test.store, of: 1) == ["1", "1"])
    }

    @Test func withoutLimitsEverythingIsKept() throws {
        let test = try TestStore(retention: everything)
        try test.store.create("note", "1")
        try test.store.update(1, content: "2")
        try test.store.delete(1)
        try test.store.purgeExpired(at: after(36500))
        #expect(try contents(test.store, of: 1) == ["2", "1"])
    }

    /// Our own writes keep nothing then. The clock of the other program may be ahead.
    @Test func withLimitsOfZeroThePastThatAnotherProgramLeavesIsDeleted() throws {
        let test = try TestStore(retention: Retention(historyDays: 0, trashDays: 0))
        for title in ["changed", "deleted"] { try test.store.create(title) }
        try test.otherProgram().write {
            try $0.execute(
                sql: """
                    UPDATE note SET content = 'new' WHERE id = 1;
                    DELETE FROM note WHERE id = 2;
                    UPDATE note_past SET ended_at = '2500-01-01 00:00:00.000000'
                    """)
        }
        try test.store.purgeExpired()
        #expect(try count("note_past", test) == 0)
        #expect(try test.store.note(1).content == "new")
    }

    @Test func idempotencyKeysAreForgottenAfterADay() throws {
        let test = try TestStore(retention: everything)
        let fields = try NoteDraft(title: .value("note"), content: .value("content")).validated()
        for number in 0..<600 {
            _ = try test.store.create(fields, by: nil, key: IdempotencyKey(text: "\(number)", contentHash: "hash"))
        }
        try test.store.purgeExpired(at: after(0.9))
        #expect(try count("note_key", test) == 600)
        try test.store.purgeExpired(at: after(1.1))
        #expect(try count("note_key", test) == 0)
        #expect(try count("note", test) == 600)
    }

    @Test func manyAndLargeRowsAreDeletedInSeveralBatches() throws {
        let test = try TestStore()
        try test.otherProgram().write {
            try $0.execute(
                sql: """
                    WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 700)
                    INSERT INTO note (title, content) SELECT n, CAST(zeroblob(iif(n < 6, 1000000, 100)) AS TEXT) FROM n;
                    UPDATE note SET content = 'new';
                    DELETE FROM note
                    """)
        }
        #expect(try count("note_past", test) == 1400)
        try test.store.purgeExpired(at: after(31))
        #expect(try count("note_past", test) == 0)
    }

    @Test func closingEndsALongPurge() throws {
        let test = try TestStore()
        try test.otherProgram().write {
            try $0.execute(
                sql: """
                    WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 20000)
                    INSERT INTO note (title, content) SELECT n, 'content' FROM n;
                    DELETE FROM note
                    """)
        }
        let purge = Threads(1) { _ in
            #expect(throws: (any Error).self) { try test.store.purgeExpired(at: after(31)) }
        }
        let other = try test.otherProgram()
        func remaining() throws -> Int {
            try other.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM note_past") } ?? 0
        }
        try waitUntil("some rows are deleted") { try remaining() < 20000 }
        let start = ContinuousClock.now
        test.store.close()
        try purge.join()
        #expect(ContinuousClock.now - start < .seconds(2))
        #expect(try remaining() > 0)
    }

    @Test func everySearchForOldRowsUsesAnIndex() throws {
        let test = try TestStore()
        let plans = try test.otherProgram().read { db in
            try HistoryPurger.searches.map { sql in
                try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: Self.arguments(sql))
                    .map { $0["detail"] as String }.joined(separator: "; ")
            }
        }
        #expect(
            plans.map { $0.split(separator: " (").first.map(String.init) } == [
                "SEARCH note_past USING INDEX note_past_deleted",
                "SEARCH note_past USING COVERING INDEX note_past_by_note",
                "SCAN note_past USING INDEX note_past_leaving",
                "SEARCH note_past USING COVERING INDEX note_past_by_note",
                "SEARCH note_key USING COVERING INDEX note_key_by_created",
            ])
        #expect(!plans.contains { $0.contains("TEMP B-TREE") })
    }

    /// As many arguments as a statement has parameters: `?`, or numbers from `?1` on.
    private static func arguments(_ sql: String) -> StatementArguments {
        let parameters = sql.split(separator: "?", omittingEmptySubsequences: false).dropFirst().map { $0.prefix(1) }
        return StatementArguments((0..<(parameters.compactMap { Int($0) }.max() ?? parameters.count)).map { _ in 1 })
    }
}
