#if PostgreSQL
import Dispatch
import Locking
import Notes
import StoreContract
import TestSupport
import Testing

@testable import NotesPostgres

/// What others do while an import runs.
@Suite struct ImportConflictTests {
    private let test: TestStore

    init() throws {
        test = try TestStore()
    }

    /// - Parameter meanwhile: called every few milliseconds while a statement of the import runs.
    private static func add(
        _ revisions: [NoteRevision], to address: ServerAddress, meanwhile: @escaping () throws -> Void = {}
    ) throws -> [Int] {
        var lines = zip(revisions, 1...).makeIterator()
        let (notes, past) = try PostgresNoteArchive(address).add(
            { lines.next().map { ($0, $1) } }, willAdd: {},
            isCancelled: {
                #expect(throws: Never.self, performing: meanwhile)
                return false
            })
        return [notes.added, notes.unchanged, past.added, past.unchanged]
    }

    @Test func twoImportsAtTheSameTimeAddEachNoteOnce() throws {
        let revisions = (Int64(1)...2000).map { id in
            NoteRevision(
                note: Note(
                    id: id, title: "note \(id)", content: "text", isPinned: false, createdAt: .now(), updatedAt: .now())
            )
        }
        let address = try test.address
        let counts = Locked<[[Int]]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { _ in
            #expect(throws: Never.self) {
                let added = try Self.add(revisions, to: address)
                counts.withLock { $0.append(added) }
            }
        }
        #expect(counts.withLock { $0 }.sorted { $0[0] < $1[0] } == [[0, 2000, 0, 0], [2000, 0, 0, 0]])
        #expect(try test.store.page(NoteQuery(size: 1)).total == 2000)
        test.store.close()
    }

    @Test func aNoteThatIsDeletedMeanwhileStaysDeleted() throws {
        let (kept, deleted) = (try test.store.create("kept"), try test.store.create("deleted"))
        var old = kept
        old.title = "before"
        old.updatedAt = kept.updatedAt.map { Timestamp(microseconds: $0.microseconds - 5) }
        // The import compares its notes with the database, and then waits for the note that another program has locked.
        try test.sql("BEGIN")
        try test.sql("SELECT 1 FROM note WHERE id = \(kept.id) FOR UPDATE")
        var isWaiting = false
        let counts = try Self.add(
            [NoteRevision(note: kept), NoteRevision(note: deleted), NoteRevision(note: old, endedAt: kept.updatedAt)],
            to: test.address
        ) {
            guard !isWaiting, try test.sql(Self.countWaiting) == ["1"] else { return }
            isWaiting = true
            try test.store.delete(deleted.id)
            try test.sql("COMMIT")
        }
        #expect(isWaiting)
        #expect(counts == [0, 2, 1, 0])
        #expect(try test.store.titles() == ["kept"])
        #expect(try test.store.trash(NoteQuery()).revisions.map(\.note.title) == ["deleted"])
        test.store.close()
    }

    /// The number of transactions that wait for the one that runs this.
    private static let countWaiting = """
        SELECT count(*)::text FROM pg_locks
        WHERE NOT granted AND locktype = 'transactionid' AND transactionid::text = pg_current_xact_id()::xid::text
        """
}
#endif
