import Dispatch
import Foundation
import GRDB
import Notes

/// Writes of many threads in few transactions. Those that wait together share one, so that they share its fsync, with a
/// savepoint each, so that one which fails harms no other. Whoever comes first leads: it runs the writes of all that
/// wait, commits, wakes them, and hands the lead on. Nobody returns before its transaction is committed.
final class GroupCommit: @unchecked Sendable {
    /// So many writes at most in one transaction, so that the first of them does not wait long.
    static let maximumBatch = 64

    let writer: DatabaseQueue
    private let maximumWaiting: Int
    private let patience: Duration
    private let check: @Sendable () throws -> Void
    // Not a Mutex: see `ReaderPool`.
    private let lock = NSLock()
    private var isLed = false
    /// Whether a transaction has begun and not ended.
    private var isCommitting = false
    /// When a transaction last began, or else the first of those who wait for one came.
    private var movedAt = ContinuousClock.now
    /// When a transaction last could not begin; nil if the last one could.
    private var stuckAt: ContinuousClock.Instant?
    private var waiting: [Write] = []

    /// - Parameters:
    ///   - maximumWaiting: while another program holds the lock, so many writes wait for it. More are refused, so that threads
    ///     are left for those who read.
    ///   - patience: how long nothing must have moved until writes that are too many are refused. Batches are done sooner; one
    ///     that has begun has four times as long, since disks stall.
    ///   - check: called before each commit. What it throws becomes the error of all its writes.
    init(
        _ writer: DatabaseQueue, maximumWaiting: Int = 16, patience: Duration = .milliseconds(500),
        check: @escaping @Sendable () throws -> Void = {}
    ) {
        self.writer = writer
        self.maximumWaiting = maximumWaiting
        self.patience = patience
        self.check = check
    }

    /// Closes the connection, unless a write is running.
    func close() {
        if !isBusy { try? writer.close() }
    }

    /// Whether a write is running or waiting.
    var isBusy: Bool { lock.withLock { isLed } }

    /// How many writes wait for those before them.
    var waitingCount: Int { lock.withLock { waiting.count } }

    /// Runs `work` in a transaction, and returns what it returned once the transaction is committed.
    ///
    /// - Throws: what `work` throws, after which nothing of it remains, `NotesError`, or `DatabaseError`.
    func write<Value>(_ work: @escaping (Database) throws -> Value) throws -> Value {
        var value: Value?
        // The leader calls this while this thread waits.
        let write = Write { db in value = try work(db) }
        var (leads, patience): (Bool, Duration?) = lock.withLock {
            waiting.append(write)
            if !isLed {
                isLed = true
                lead(with: write)
            }
            return (write.leads, waiting.count > maximumWaiting ? remainingPatience : nil)
        }
        while !leads && !write.isWoken(within: patience) { patience = try withdraw(write) }
        if !write.isDone { lead() }
        if let error = write.error { throw error }
        guard let value else { throw DatabaseError(resultCode: .SQLITE_INTERNAL) }
        return value
    }

    /// To be called with the lock.
    private func lead(with write: Write) {
        write.leads = true
        // Whoever leads after one who waited in vain most likely waits for the same.
        if stuckAt.map({ .now - $0 > patience }) ?? true { movedAt = .now }
    }

    /// How long something may still take to move. To be called with the lock.
    private var remainingPatience: Duration {
        max(.zero, patience * (isCommitting ? 4 : 1) - (ContinuousClock.now - movedAt))
    }

    /// Gives a write up, unless something moved meanwhile.
    ///
    /// - Returns: how long to wait on; nil: as long as it takes, since it is being done, or its thread was chosen to lead.
    /// - Throws: `NotesError.busy` if it is given up.
    private func withdraw(_ write: Write) throws -> Duration? {
        try lock.withLock {
            guard !write.leads, let index = waiting.firstIndex(where: { $0 === write }) else { return nil }
            let remaining = remainingPatience
            if remaining > .zero { return remaining }
            waiting.remove(at: index)
            throw NotesError.busy
        }
    }

    private func lead() {
        var batch: [Write] = []
        do {
            try NotesError.translating {
                try writer.writeWithoutTransaction { db in
                    try Self.execute("BEGIN IMMEDIATE", db)
                    // Not before: while the lock is another's, those who wait can still give up.
                    batch = take(Self.maximumBatch)
                    lock.withLock { (isCommitting, movedAt, stuckAt) = (true, .now, nil) }
                    try commit(batch, db)
                }
            }
        } catch {
            // Where no transaction begins, none of those who wait can do any better.
            if batch.isEmpty {
                batch = take(.max)
                lock.withLock { stuckAt = .now }
            }
            for write in batch where write.error == nil { write.error = error }
        }
        for write in batch { write.isDone = true }
        // The next batch need not wait until all of this one are awake.
        let next = lock.withLock {
            isCommitting = false
            isLed = !waiting.isEmpty
            if let next = waiting.first { lead(with: next) }
            return waiting.first
        }
        next?.woken.signal()
        // The leader's own write was the first of its batch: it waited longest.
        for write in batch.dropFirst() { write.woken.signal() }
    }

    private func take(_ count: Int) -> [Write] {
        lock.withLock {
            let batch = Array(waiting.prefix(count))
            waiting.removeFirst(batch.count)
            return batch
        }
    }

    private func commit(_ batch: [Write], _ db: Database) throws {
        do {
            for write in batch { try Self.run(write, db) }
            try check()
            try Self.execute("COMMIT", db)
        } catch {
            if db.isInsideTransaction { try db.rollback() }
            throw error
        }
    }

    /// - Throws: an error of one write that ended the transaction of all: a full disk and the like roll it back
    ///   (https://www.sqlite.org/lang_transaction.html).
    private static func run(_ write: Write, _ db: Database) throws {
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

    /// Runs a statement that stays compiled; GRDB's own transactions compile theirs each time.
    private static func execute(_ sql: String, _ db: Database) throws {
        try db.cachedStatement(sql: sql).execute()
    }

    /// One thread's write. The thread touches it before it is queued and after it is woken, the leader in between.
    private final class Write: @unchecked Sendable {
        let work: (Database) throws -> Void
        let woken = DispatchSemaphore(value: 0)
        /// Guarded by the lock.
        var leads = false
        var isDone = false
        var error: (any Error)?

        init(_ work: @escaping (Database) throws -> Void) {
            self.work = work
        }

        /// Waits until it is done, or its thread shall lead.
        ///
        /// - Parameter patience: how long at most; nil: as long as it takes.
        /// - Returns: false if that was not long enough.
        func isWoken(within patience: Duration?) -> Bool {
            guard let patience else {
                woken.wait()
                return true
            }
            return woken.wait(timeout: .now() + .microseconds(Int(patience / .microseconds(1)))) == .success
        }
    }
}
