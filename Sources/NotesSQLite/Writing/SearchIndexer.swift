import Dispatch
import GRDB
import Synchronization

/// Brings the search index up to date in the background: soon after a write, in short batches, and while others write only
/// when too much has gathered.
final class SearchIndexer: Sendable {
    /// So much text in one batch, in bytes, or else one note. Indexing 1 kB takes about half a millisecond, in which nobody
    /// else can write.
    static let batchBytes = 32 << 10
    /// So many writes are left for a quiet moment; beyond, batches go between other writes. A search scans what they wrote, in
    /// some 2 microseconds for 1 kB.
    static let maximumLag = 32768
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
    ///
    /// - Parameter seconds: how long to wait at most: a batch itself may wait for another program's lock.
    func stop(within seconds: Double) {
        isStopped.store(true, ordering: .releasing)
        let done = DispatchSemaphore(value: 0)
        queue.async { done.signal() }
        _ = done.wait(timeout: .now() + seconds)
    }

    private func run() {
        isScheduled.store(false, ordering: .releasing)
        var isDone = false
        while !isDone && !isStopped.load(ordering: .acquiring) {
            if commits.isBusy && lag.load(ordering: .relaxed) < Self.maximumLag { return schedule() }
            // A batch that fails, as on a full disk, is tried again after the next write or search.
            guard let isLast = try? commits.write({ try Self.index($0) }) else { return }
            isDone = isLast
        }
        lag.store(0, ordering: .relaxed)
    }

    /// Indexes a batch of stale notes.
    ///
    /// - Returns: whether none is left.
    private static func index(_ db: Database) throws -> Bool {
        var batch: [StaleNote] = []
        var size = 0
        try db.cachedStatement(
            sql: """
                SELECT stale.id, stale.is_indexed, stale.title, stale.content, note.id, note.title, note.content
                FROM note_stale AS stale LEFT JOIN note USING (id)
                """
        ).forEachRow { row in
            let note = StaleNote(
                id: row.int64(0),
                indexed: row.int64(1) != 0 ? (row.text(2), row.text(3)) : nil,
                current: row.isNull(4) ? nil : (row.text(5), row.text(6)))
            batch.append(note)
            size += note.size
            return size < batchBytes
        }
        for note in batch {
            if let (title, content) = note.indexed {
                try db.cachedStatement(
                    sql: "INSERT INTO note_search (note_search, rowid, title, content) VALUES ('delete', ?, ?, ?)"
                ).execute(arguments: [note.id, folded(title), folded(content)])
            }
            if let (title, content) = note.current {
                try db.cachedStatement(sql: "INSERT INTO note_search (rowid, title, content) VALUES (?, ?, ?)")
                    .execute(arguments: [note.id, folded(title), folded(content)])
            }
            try db.cachedStatement(sql: "DELETE FROM note_stale WHERE id = ?").execute(arguments: [note.id])
        }
        return size < batchBytes
    }

    private static func folded(_ text: String) -> String {
        String(decoding: CaseFolding.fold(text), as: UTF8.self)
    }

    private struct StaleNote {
        let id: Int64
        /// The text that the index holds; nil if it holds none.
        let indexed: (title: String, content: String)?
        /// The text as it is now; nil if the note is gone.
        let current: (title: String, content: String)?

        /// In bytes, and never 0.
        var size: Int {
            [indexed, current].reduce(1) { $0 + ($1.map { $0.title.utf8.count + $0.content.utf8.count } ?? 0) }
        }
    }
}
