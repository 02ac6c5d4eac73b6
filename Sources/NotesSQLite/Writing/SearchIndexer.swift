import Dispatch
import GRDB
import Notes
import Synchronization

/// Brings the search index up to date in the background, in short batches.
///
/// Indexing starts soon after a write. While other writes are running, indexing waits, unless the index lags far behind.
final class SearchIndexer: Sendable {
    /// The size of the texts in one batch, in bytes. A batch has at least one note. Indexing 1 kB takes about half a
    /// millisecond, and no other write can run in that time.
    static let batchBytes = 32 << 10
    /// The number of writes after which batches run between other writes. A search scans the notes that are not indexed, at
    /// about 2 microseconds for 1 kB.
    static let maximumLag = 32768
    /// The time between a write and the next batch, in milliseconds. Later writes join that batch.
    static let delay = 100

    private let commits: GroupCommit
    private let queue = DispatchQueue(label: "notes.indexer", qos: .utility)
    private let isScheduled = Atomic(false)
    private let isStopped = Atomic(false)
    /// The number of writes since the index was up to date.
    private let lag = Atomic(0)

    init(_ commits: GroupCommit) {
        self.commits = commits
    }

    /// Starts indexing soon. Called after each write.
    func schedule() {
        lag.add(1, ordering: .relaxed)
        guard !isScheduled.exchange(true, ordering: .acquiringAndReleasing) else { return }
        queue.asyncAfter(deadline: .now() + .milliseconds(Self.delay)) { [weak self] in self?.run() }
    }

    /// Waits for the batch that is running, and starts no other.
    ///
    /// - Parameter seconds: the longest time to wait. The batch may be waiting for the lock of another program.
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
            // If a batch fails, for example because the disk is full, the next write or search starts it again.
            guard let isLast = try? commits.write({ try Self.index($0) }) else { return }
            isDone = isLast
        }
        lag.store(0, ordering: .relaxed)
    }

    /// Indexes a batch of stale notes.
    ///
    /// - Returns: whether all notes are indexed.
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
                indexed: row.int64(1) != 0 ? (row.text(2) ?? "", row.text(3) ?? "") : nil,
                current: row.isNull(4) ? nil : (row.text(5) ?? "", row.text(6) ?? ""))
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
        /// The text that the index holds. nil if the note is not in the index.
        let indexed: (title: String, content: String)?
        /// The text of the note now. nil if the note was deleted.
        let current: (title: String, content: String)?

        /// The size of both texts in bytes, plus 1: no note has the size 0.
        var size: Int {
            [indexed, current].reduce(1) { $0 + ($1.map { $0.title.utf8.count + $0.content.utf8.count } ?? 0) }
        }
    }
}
