import Foundation
import GRDB
import Locking
import Notes
import Synchronization
import TestSupport
import Testing

@testable import NotesSQLite

@Suite struct GroupCommitTests {
    private struct Refused: Error {}

    private func database() throws -> (TemporaryDirectory, DatabaseQueue) {
        let directory = try TemporaryDirectory()
        var configuration = Configuration()
        configuration.journalMode = .wal
        let queue = try DatabaseQueue(path: directory.file("test.db"), configuration: configuration)
        try queue.write { try $0.execute(sql: "CREATE TABLE number (value INTEGER UNIQUE)") }
        return (directory, queue)
    }

    /// A database, and another program that holds its write lock.
    ///
    /// - Parameter busyTimeout: how long writes wait for the lock, in seconds.
    private func lockedDatabase(
        busyTimeout: Double
    ) throws -> (directory: TemporaryDirectory, queue: DatabaseQueue, other: DatabaseQueue) {
        let directory = try TemporaryDirectory()
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(busyTimeout)
        configuration.allowsUnsafeTransactions = true
        let queue = try DatabaseQueue(path: directory.file("test.db"), configuration: configuration)
        try queue.write { try $0.execute(sql: "CREATE TABLE number (value INTEGER)") }
        let other = try DatabaseQueue(path: directory.file("test.db"), configuration: configuration)
        try other.inDatabase { try $0.beginTransaction(.immediate) }
        return (directory, queue, other)
    }

    @Test func aWriteIsCommittedBeforeItReturns() throws {
        let (directory, queue) = try database()
        let commits = GroupCommit(queue)
        let value = try commits.write { db in
            try db.execute(sql: "INSERT INTO number VALUES (1)")
            return 7
        }
        #expect(value == 7)
        let other = try DatabaseQueue(path: directory.file("test.db"))
        #expect(try other.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM number") } == 1)
        #expect(!commits.isBusy)
    }

    @Test func aWriteThatFailsDoesNotAffectOthers() async throws {
        let (directory, queue) = try database()
        defer { withExtendedLifetime(directory) {} }
        let commits = GroupCommit(queue)
        let failures = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<300 {
                group.addTask {
                    do {
                        try commits.write { db in
                            try db.execute(sql: "INSERT INTO number VALUES (?)", arguments: [number])
                            if number.isMultiple(of: 3) { throw Refused() }
                        }
                        return false
                    } catch is Refused {
                        return true
                    } catch {
                        Issue.record(error)
                        return false
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(failures == 100)
        let kept = try await queue.read { try Int.fetchAll($0, sql: "SELECT value FROM number ORDER BY value") }
        #expect(kept == (0..<300).filter { !$0.isMultiple(of: 3) })
        #expect(!commits.isBusy)
    }

    @Test func aWriteFailsIfTheDatabaseStaysLocked() throws {
        let (directory, queue) = try database()
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: directory.file("test.db"), configuration: configuration)
        let commits = GroupCommit(queue)
        try other.inDatabase { try $0.beginTransaction(.immediate) }
        #expect(throws: NotesError.busy) {
            try commits.write { try $0.execute(sql: "INSERT INTO number VALUES (1)") }
        }
        try other.inDatabase { try $0.rollback() }
        try commits.write { try $0.execute(sql: "INSERT INTO number VALUES (1)") }
    }

    /// The search indexer ends its batch early then, even if the other write is part of the same transaction.
    @Test func aWriteKnowsThatOthersWait() throws {
        let (directory, queue, other) = try lockedDatabase(busyTimeout: 30)
        defer { withExtendedLifetime(directory) {} }
        let commits = GroupCommit(queue)
        let othersWait = Locked<[Bool]>([])
        let threads = (0..<2).map { _ in
            Thread { try? commits.write { _ in othersWait.withLock { $0.append(commits.othersWait) } } }
        }
        for thread in threads { thread.start() }
        try waitUntil("both writes wait") { commits.waitingCount == 2 }
        try other.inDatabase { try $0.rollback() }
        try waitUntil("both writes have run") { othersWait.withLock { $0.count } == 2 }
        #expect(othersWait.withLock { $0 } == [true, true])
        try commits.write { _ in othersWait.withLock { $0.append(commits.othersWait) } }
        #expect(othersWait.withLock { $0.last } == false)
    }

    /// While another program holds the lock, some threads must be left for reading.
    @Test func excessWritesAreRefusedWithoutProgress() throws {
        let (directory, queue, other) = try lockedDatabase(busyTimeout: 30)
        defer { withExtendedLifetime(directory) {} }

        let waiting = 16
        let commits = GroupCommit(queue, maximumWaiting: waiting)
        let results = Results()
        insert(40, commits, results)
        try waitUntil("the excess writes are refused") {
            results.errors.count == 40 - waiting
        }
        #expect(results.errors.allSatisfy { $0 as? NotesError == .busy })
        try other.inDatabase { try $0.rollback() }
        try waitUntil("the other writes are done") { results.done == waiting }
        #expect(results.errors.count == 40 - waiting)
        let count = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM number") }
        #expect(count == waiting)
    }

    /// A leader that waited for the lock until the busy timeout has made no progress: excess writes are still refused at once.
    @Test func excessWritesAreStillRefusedAfterALeaderTimedOut() throws {
        let (directory, queue, other) = try lockedDatabase(busyTimeout: 3)
        defer { withExtendedLifetime(directory) {} }

        let commits = GroupCommit(queue, timeout: .seconds(2))
        let (results, leads) = (Results(), Results())
        let isOver = Atomic(false)
        let running = Atomic(40)
        for number in 0..<40 {
            Thread.detachNewThread {
                while !isOver.load(ordering: .relaxed) {
                    let start = ContinuousClock.now
                    do {
                        try commits.write { try $0.execute(sql: "INSERT INTO number VALUES (?)", arguments: [number]) }
                    } catch {
                        (ContinuousClock.now - start > .seconds(2.5) ? leads : results).add(error)
                        usleep(10_000)
                    }
                }
                running.subtract(1, ordering: .relaxed)
            }
        }
        try waitUntil("a leader has waited until the busy timeout") { !leads.errors.isEmpty }
        let count = results.errors.count
        try waitUntil("excess writes are refused", within: 1.5) { results.errors.count > count + 100 }
        isOver.store(true, ordering: .relaxed)
        try other.inDatabase { try $0.rollback() }
        try waitUntil("all threads have ended") { running.load(ordering: .relaxed) == 0 }
    }

    /// A disk may stall for longer than a well-behaved program holds a lock.
    @Test func aTransactionThatHasBegunMayTakeLonger() throws {
        let (directory, queue) = try database()
        defer { withExtendedLifetime(directory) {} }
        let timeout = Duration.milliseconds(100)
        let commits = GroupCommit(queue, maximumWaiting: 2, timeout: timeout)
        let (hasBegun, isOver) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let results = Results()
        let start = ContinuousClock.now
        Thread.detachNewThread {
            _ = try? commits.write { _ in
                hasBegun.signal()
                isOver.wait()
            }
            results.add(nil)
        }
        hasBegun.wait()
        insert(8, commits, results)
        try waitUntil("the excess writes are refused") { results.errors.count == 6 }
        #expect(try #require(results.firstError) - start >= timeout * 4)
        isOver.signal()
        try waitUntil("the other writes are done") { results.done == 3 }
    }

    /// Inserts the numbers below `count` at the same time. Uses threads, because tasks that block would wait for each other.
    private func insert(_ count: Int, _ commits: GroupCommit, _ results: Results) {
        for number in 0..<count {
            Thread.detachNewThread {
                do {
                    try commits.write { try $0.execute(sql: "INSERT INTO number VALUES (?)", arguments: [number]) }
                    results.add(nil)
                } catch {
                    results.add(error)
                }
            }
        }
    }

    /// The results of writes.
    private final class Results: Sendable {
        private let all = Locked<[(error: (any Error)?, time: ContinuousClock.Instant)]>([])

        func add(_ error: (any Error)?) { all.withLock { $0.append((error, .now)) } }

        var errors: [any Error] { all.withLock { $0.compactMap(\.error) } }
        /// The time of the first error.
        var firstError: ContinuousClock.Instant? { all.withLock { $0.first { $0.error != nil }?.time } }
        var done: Int { all.withLock { $0.count { $0.error == nil } } }
    }
}
