import Notes

/// The waiting writes, and the progress of the running transaction. `GroupCommit` protects this queue with a lock.
struct WriteQueue {
    /// How long the queue may make no progress before writes beyond `GroupCommit.maximumWaiting` give up.
    private let timeout: Duration
    private(set) var waiting: [PendingWrite] = []
    /// Whether a thread runs a transaction, or waits until it can begin one.
    private(set) var hasLeader = false
    /// The number of writes in the transaction that has begun and not ended.
    private var batchCount = 0
    private var isCommitting: Bool { batchCount > 0 }
    /// The last time at which a transaction began, or at which a leader began to wait for the write lock.
    private var lastProgress = ContinuousClock.now
    /// The time at which a transaction last failed to begin. nil if a transaction has begun since then.
    private var lastFailure: ContinuousClock.Instant?

    init(timeout: Duration) {
        self.timeout = timeout
    }

    /// Adds a write. If there is no leader, the thread of this write becomes the leader.
    mutating func append(_ write: PendingWrite) {
        waiting.append(write)
        if !hasLeader { makeLeader(write) }
    }

    private mutating func makeLeader(_ write: PendingWrite) {
        hasLeader = true
        write.isLeader = true
        // If a transaction failed to begin a short time ago, another program most likely still has SQLite's write lock.
        // The new leader must wait for that lock, so there is no progress.
        if lastFailure.map({ .now - $0 > timeout }) ?? true { lastProgress = .now }
    }

    /// Whether more than one write is running or waiting.
    var hasSeveralWrites: Bool { batchCount + waiting.count > 1 }

    /// How long a write beyond `maximumWaiting` may still wait if the queue makes no progress.
    var remainingTime: Duration {
        max(.zero, timeout * (isCommitting ? 4 : 1) - (ContinuousClock.now - lastProgress))
    }

    /// Removes a waiting write, unless the queue has made progress in the meantime.
    ///
    /// - Returns: how long to wait next. nil means without limit: the leader runs the write, or its thread leads.
    /// - Throws: `NotesError.busy` if the write was removed.
    mutating func giveUp(_ write: PendingWrite) throws -> Duration? {
        guard !write.isLeader, let index = waiting.firstIndex(where: { $0 === write }) else { return nil }
        let remaining = remainingTime
        if remaining > .zero { return remaining }
        waiting.remove(at: index)
        throw NotesError.busy
    }

    /// Takes writes for a transaction that has begun.
    mutating func beginBatch(_ maximumCount: Int) -> [PendingWrite] {
        (lastProgress, lastFailure) = (.now, nil)
        let batch = Array(waiting.prefix(maximumCount))
        batchCount = batch.count
        waiting.removeFirst(batch.count)
        return batch
    }

    /// Takes all waiting writes, because no transaction can begin. All of them fail.
    mutating func failAll() -> [PendingWrite] {
        lastFailure = .now
        defer { waiting = [] }
        return waiting
    }

    /// Makes the thread of the next write the leader. Returns that write, because its thread must be woken.
    mutating func endBatch() -> PendingWrite? {
        batchCount = 0
        hasLeader = false
        if let next = waiting.first { makeLeader(next) }
        return waiting.first
    }
}
