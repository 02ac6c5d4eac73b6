import Dispatch
import GRDB
import Synchronization

/// Brings the search index up to date in the background: soon after a write, in short batches, and while others write only
/// when too much has gathered.
final class SearchIndexer: Sendable {
    /// Notes in one batch; indexing one of 1 kB takes about half a millisecond.
    static let batchSize = 32
    /// So many writes are left for a quiet moment; beyond, batches go between other writes.
    static let maximumLag = 4096
    /// How long to wait for more writes, in milliseconds.
    static let delay = 100

    private let commits: GroupCommit
    private let queue = DispatchQueue(label: "notes.indexer", qos: .utility)
    private let isScheduled = Atomic(false)
    private let isStopped = Atomic(false)
    private let lag = Atomic(0)

    init(_ commits: GroupCommit) {
        self.commits = commits
    }

    /// Says that the index may lag.
    func schedule() {
        lag.add(1, ordering: .relaxed)
        guard !isScheduled.exchange(true, ordering: .acquiringAndReleasing) else { return }
        queue.asyncAfter(deadline: .now() + .milliseconds(Self.delay)) { [weak self] in self?.run() }
    }

    /// Waits for the batch that is running, and runs no other.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        queue.sync {}
    }

    private func run() {
        isScheduled.store(false, ordering: .releasing)
        var isDone = false
        while !isDone && !isStopped.load(ordering: .acquiring) {
            if commits.isBusy && lag.load(ordering: .relaxed) < Self.maximumLag { return schedule() }
            // A batch that fails, as on a full disk, is tried again after the next write or search.
            guard let count = try? commits.write({ try Self.index($0) }) else { return }
            isDone = count < Self.batchSize
        }
        lag.store(0, ordering: .relaxed)
    }

    /// Indexes stale notes.
    ///
    /// - Returns: how many, at most `batchSize`.
    private static func index(_ db: Database) throws -> Int {
        let stale = try db.cachedStatement(
            sql: """
                SELECT stale.id, stale.title IS NOT NULL, stale.title, stale.content, note.id IS NOT NULL, note.title, note.content
                FROM note_stale AS stale LEFT JOIN note USING (id) LIMIT ?
                """
        ).rows([batchSize]) { row in
            (
                id: row.int64(0),
                indexed: row.int64(1) != 0 ? (title: row.text(2), content: row.text(3)) : nil,
                current: row.int64(4) != 0 ? (title: row.text(5), content: row.text(6)) : nil
            )
        }
        for note in stale {
            if let indexed = note.indexed {
                try db.cachedStatement(
                    sql: "INSERT INTO note_search (note_search, rowid, title, content) VALUES ('delete', ?, ?, ?)"
                ).execute(arguments: [note.id, folded(indexed.title), folded(indexed.content)])
            }
            if let current = note.current {
                try db.cachedStatement(sql: "INSERT INTO note_search (rowid, title, content) VALUES (?, ?, ?)")
                    .execute(arguments: [note.id, folded(current.title), folded(current.content)])
            }
            try db.cachedStatement(sql: "DELETE FROM note_stale WHERE id = ?").execute(arguments: [note.id])
        }
        return stale.count
    }

    private static func folded(_ text: String) -> String {
        String(decoding: CaseFolding.fold(text), as: UTF8.self)
    }
}
