import Notes

/// The writes that wait for a transaction, and the progress of the transaction that is running. `GroupCommit` has the lock.
struct WriteQueue {
    /// How long there may be no progress before excess writes give up.
    private let timeout: Duration
    private(set) var waiting: [PendingWrite] = []
    /// Whether a thread runs a transaction, or waits until it can begin one.
    private(set) var hasLeader = false
    /// Whether a transaction has begun and not ended.
    private var isCommitting = false
    /// The last time at which a transaction began, or at which a leader began to wait for the write lock.
    private var lastProgress = ContinuousClock.now
    /// The time at which a transaction could not begin. nil if the last transaction could.
    private var lastFailure: ContinuousClock.Instant?

    init(timeout: Duration) {
        self.timeout = timeout
    }

    /// Adds a write. If there is no leader, its thread becomes the leader.
    mutating func append(_ write: PendingWrite) {
        waiting.append(write)
        if !hasLeader { makeLeader(write) }
    }

    private mutating func makeLeader(_ write: PendingWrite) {
        hasLeader = true
        write.isLeader = true
        // If a transaction could not begin a short time ago, another program most likely still has SQLite's write lock. The new
        // leader then waits for the same lock, which is no progress.
        if lastFailure.map({ .now - $0 > timeout }) ?? true { lastProgress = .now }
    }

    /// How long an excess write may still wait for progress.
    var remainingTime: Duration {
        max(.zero, timeout * (isCommitting ? 4 : 1) - (ContinuousClock.now - lastProgress))
    }

    /// Removes a write whose time is over, unless there was progress in the meantime.
    ///
    /// - Returns: how long to wait from now on. nil means without limit: the write is being run, or its thread is the leader.
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
        (isCommitting, lastProgress, lastFailure) = (true, .now, nil)
        let batch = Array(waiting.prefix(maximumCount))
        waiting.removeFirst(batch.count)
        return batch
    }

    /// Takes all writes, because no transaction can begin.
    mutating func failAll() -> [PendingWrite] {
        lastFailure = .now
        defer { waiting = [] }
        return waiting
    }

    /// Makes the thread of the next write the leader. Returns that write, because its thread must be woken.
    mutating func endBatch() -> PendingWrite? {
        isCommitting = false
        hasLeader = false
        if let next = waiting.first { makeLeader(next) }
        return waiting.first
    }
}
