import GRDB
import Locking
import Notes

/// Runs the writes of many threads in few transactions.
///
/// Writes that wait at the same time share one transaction, and so one fsync. Each write has its own savepoint, so a
/// write that fails does not affect the others. If there is no leader, the thread of a new write becomes the leader.
/// The leader runs waiting writes in one transaction and commits. Then it makes the thread of the next waiting write
/// the leader, and wakes the threads of its own batch. No write returns before its transaction is committed.
final class GroupCommit: Sendable {
    /// The most writes in one transaction. With more, the first write would wait long for the commit.
    static let maximumBatch = 64

    let writer: DatabaseQueue
    private let maximumWaiting: Int
    private let willWait: @Sendable () -> Void
    private let didBegin: @Sendable (Database) throws -> Void
    private let willCommit: @Sendable () throws -> Void
    private let didEnd: @Sendable (Database) -> Void
    private let queue: Locked<WriteQueue>

    /// - Parameters:
    ///   - maximumWaiting: the most writes that wait while another program holds the write lock. Further writes are
    ///     refused (see `timeout`), so that some threads can still read.
    ///   - timeout: how long the queue may make no progress before it refuses writes beyond `maximumWaiting`. While a
    ///     transaction is running, the limit is four times as long, because disks can stall.
    ///   - didBegin: called at the start of each transaction, with the write lock.
    ///   - willCommit: called before each commit. If one of the two throws, all writes of the transaction fail with that
    ///     error.
    ///   - didEnd: called after each transaction, before its writes return.
    ///   - willWait: called by each thread before it waits for a commit.
    init(
        _ writer: DatabaseQueue, maximumWaiting: Int = 16, timeout: Duration = .milliseconds(500),
        didBegin: @escaping @Sendable (Database) throws -> Void = { _ in },
        willCommit: @escaping @Sendable () throws -> Void = {},
        didEnd: @escaping @Sendable (Database) -> Void = { _ in }, willWait: @escaping @Sendable () -> Void = {}
    ) {
        self.writer = writer
        self.maximumWaiting = maximumWaiting
        self.willWait = willWait
        self.didBegin = didBegin
        self.willCommit = willCommit
        self.didEnd = didEnd
        queue = Locked(WriteQueue(timeout: timeout))
    }

    /// Closes the connection, unless a write is running.
    func close() {
        if !isBusy { try? writer.close() }
    }

    /// Whether a write is running or waiting.
    var isBusy: Bool { queue.withLock { $0.hasLeader } }

    /// Whether other writes wait for the one that is running, perhaps in the same transaction.
    var othersWait: Bool { queue.withLock { $0.hasSeveralWrites } }

    /// The number of writes that wait for earlier writes.
    var waitingCount: Int { queue.withLock { $0.waiting.count } }

    /// Runs `work` in a transaction, and returns its result once the transaction is committed.
    ///
    /// - Throws: what `work` throws, `NotesError`, or `DatabaseError`. After an error, nothing of `work` remains.
    func write<Value>(_ work: @escaping (Database) throws -> Value) throws -> Value {
        willWait()
        var value: Value?
        // The leader calls this closure while this thread waits.
        let write = PendingWrite { db in value = try work(db) }
        var (isLeader, timeout): (Bool, Duration?) = queue.withLock {
            $0.append(write)
            return (write.isLeader, $0.waiting.count > maximumWaiting ? $0.remainingTime : nil)
        }
        while !isLeader && !write.waitUntilWoken(within: timeout) {
            timeout = try queue.withLock { try $0.giveUp(write) }
        }
        if !write.isDone { runBatch() }
        if let error = write.error { throw error }
        guard let value else { throw DatabaseError(resultCode: .SQLITE_INTERNAL) }
        return value
    }

    /// Runs the waiting writes in one transaction. Called by the leader.
    private func runBatch() {
        var batch: [PendingWrite] = []
        do {
            try NotesError.translating {
                try writer.writeWithoutTransaction { db in
                    try Self.execute("BEGIN IMMEDIATE", db)
                    // Takes the writes only after BEGIN got the lock: before, waiting writes can still give up.
                    batch = queue.withLock { $0.beginBatch(Self.maximumBatch) }
                    try commit(batch, db)
                }
            }
        } catch {
            // If no transaction can begin, none of the waiting writes can succeed.
            if batch.isEmpty { batch = queue.withLock { $0.failAll() } }
            for write in batch where write.error == nil { write.error = error }
        }
        for write in batch { write.isDone = true }
        // Wakes the next leader first, so that it starts before the threads of this batch wake up.
        queue.withLock { $0.endBatch() }?.wake()
        // The first write waited longest, so it is the leader's own. The leader is awake already.
        for write in batch.dropFirst() { write.wake() }
    }

    private func commit(_ batch: [PendingWrite], _ db: Database) throws {
        defer { didEnd(db) }
        do {
            try didBegin(db)
            for write in batch { try Self.run(write, db) }
            try willCommit()
            try Self.execute("COMMIT", db)
        } catch {
            if db.isInsideTransaction { try db.rollback() }
            throw error
        }
    }

    /// Runs one write inside a savepoint. If the write fails, undoes it and keeps its error in `write.error`.
    ///
    /// - Throws: the write's error, if it made SQLite roll back the whole transaction, for example because the disk is
    ///   full (https://www.sqlite.org/lang_transaction.html).
    private static func run(_ write: PendingWrite, _ db: Database) throws {
        try execute("SAVEPOINT one", db)
        do {
            try write.work(db)
        } catch {
            write.error = (error as? DatabaseError).flatMap(NotesError.init) ?? error
            guard db.isInsideTransaction else { throw error }
            try execute("ROLLBACK TO one", db)
        }
        try execute("RELEASE one", db)
    }

    /// Runs a cached statement. GRDB's own transactions would compile their statements each time.
    private static func execute(_ sql: String, _ db: Database) throws {
        try db.cachedStatement(sql: sql).run([])
    }
}
