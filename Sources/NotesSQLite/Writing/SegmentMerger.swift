import GRDB
import Locking
import Synchronization

/// Merges the segments of the search index when nobody writes.
///
/// FTS5 looks into each segment, and indexing many notes leaves dozens of them. Merging waits until there was no commit for
/// `delay`, of this process or of another one. It runs in short transactions, each of which ends when a write waits.
final class SegmentMerger: Sendable {
    /// A level of the index with this number of segments is merged
    /// (https://www.sqlite.org/fts5.html#the_usermerge_configuration_option).
    private static let usermerge = 3
    /// The length of one transaction.
    private static let time = Duration.milliseconds(20)
    /// How many pages of 4 kB one step writes. It writes more if the entries of one trigram fill more pages: with 1,000,000
    /// notes, up to 2,500 pages, in 0.1 seconds.
    private static let pages = 32
    /// While somebody reads an old state, for example to copy the database, the log cannot start again. So it grows with each
    /// batch. Merging stops at this size, in bytes.
    private static let maximumLogBytes = 4 * DatabaseFile.maximumLogBytes

    private let commits: GroupCommit
    private let dataVersion: DataVersion
    private let file: DatabaseFile
    private let queue: BackgroundQueue
    private let delay: Duration
    private let longDelay: Duration
    private let isScheduled = Atomic(false)

    /// - Parameters:
    ///   - queue: runs the indexer, too, so that the two never wait for each other's transactions.
    ///   - delay: without this time, 50 writes a second cost twice the processor time, and wrote four times as much to the
    ///     disk.
    ///   - longDelay: the time until the next attempt if there is no space, or if a batch failed.
    init(
        _ commits: GroupCommit, _ dataVersion: DataVersion, _ file: DatabaseFile, _ queue: BackgroundQueue,
        delay: Duration = .seconds(2), longDelay: Duration = .seconds(60)
    ) {
        self.commits = commits
        self.dataVersion = dataVersion
        self.file = file
        self.queue = queue
        self.delay = delay
        self.longDelay = longDelay
    }

    /// Merges what there is to merge. Called when the indexer has added segments.
    func schedule() {
        guard !isScheduled.exchange(true, ordering: .acquiringAndReleasing) else { return }
        wait(for: delay)
    }

    private func wait(for time: Duration) {
        let version = try? dataVersion.current
        queue.run(after: time) { [weak self] in self?.run(version) }
    }

    /// - Parameter version: the version of the database at which waiting began.
    private func run(_ version: Int64?) {
        var version = version
        while !queue.isStopped {
            guard !commits.isBusy, let current = try? dataVersion.current, current == version else {
                return wait(for: delay)
            }
            guard hasSpace else { return wait(for: longDelay) }
            let start = ContinuousClock.now
            let isDone = try? commits.write { [commits] db in
                try SearchIndexer.configure("usermerge", Self.usermerge, db)
                return try Self.merge(db) { commits.othersWait }
            }
            guard let isDone else { return wait(for: longDelay) }
            if isDone { return isScheduled.store(false, ordering: .releasing) }
            version = try? dataVersion.current
            queue.pause(for: SearchIndexer.pause(after: start))
        }
    }

    private var hasSpace: Bool {
        file.logBytes <= Self.maximumLogBytes && file.freeBytes.map { $0 >= 2 * DatabaseFile.neededBytes } ?? true
    }

    /// Merges some segments. Returns whether nothing is left to merge.
    ///
    /// - Parameter mustStop: called after each step.
    private static func merge(_ db: Database, mustStop: () -> Bool) throws -> Bool {
        let merge = try db.cachedStatement(sql: "INSERT INTO note_text (note_text, rank) VALUES ('merge', ?)")
        let start = ContinuousClock.now
        repeat {
            let before = db.totalChangesCount
            try merge.execute(arguments: [pages])
            // The statement itself is one change (https://www.sqlite.org/fts5.html#the_merge_command).
            if db.totalChangesCount - before < 2 { return true }
        } while ContinuousClock.now - start < time && !mustStop()
        return false
    }
}
