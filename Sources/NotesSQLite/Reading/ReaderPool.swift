import Foundation
import GRDB
import Notes

/// Read-only connections, one for each thread that reads at the same time, opened when first needed and kept. There is
/// always one: where descriptors have run out, threads share what there is.
final class ReaderPool: @unchecked Sendable {
    private let path: String
    private let configuration: Configuration
    // Not a Mutex: that one spins and hands itself over, which cost a third of all time with two dozen threads.
    private let lock = NSCondition()
    private var idle: [DatabaseQueue] = []
    /// How many threads wait for an idle one.
    private var waiting = 0
    /// How long each of them does, in seconds.
    private static let patience = 5.0

    /// - Throws: `DatabaseError`.
    init(path: String, configuration: Configuration) throws {
        var configuration = configuration
        configuration.readonly = true
        configuration.label = "notes.reader"
        // The kernel keeps the file's pages for all of them; each keeps little more than the way to a page, in KiB.
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -256")
            // SQLite opens the write-ahead log when it first reads.
            try db.execute(sql: "PRAGMA schema_version")
        }
        self.path = path
        self.configuration = configuration
        idle = [try open()]
    }

    /// Closes the connections that nobody uses.
    func close() {
        let idle = lock.withLock {
            defer { self.idle = [] }
            return self.idle
        }
        for reader in idle { try? reader.close() }
    }

    /// Runs `work` on a snapshot of the database: all that it reads was committed at one moment.
    func read<Value>(_ work: (Database) throws -> Value) throws -> Value {
        try readOneStatement { db in
            // GRDB's own transaction compiles its statements each time.
            try db.cachedStatement(sql: "BEGIN").execute()
            defer { if (try? db.cachedStatement(sql: "COMMIT").execute()) == nil { try? db.rollback() } }
            return try work(db)
        }
    }

    /// Runs `work`, which must be one statement, without the cost of a transaction around it.
    func readOneStatement<Value>(_ work: (Database) throws -> Value) throws -> Value {
        try NotesError.translating {
            let reader = try take()
            defer { giveBack(reader) }
            return try reader.inDatabase(work)
        }
    }

    private func open() throws -> DatabaseQueue {
        try DatabaseQueue(path: path, configuration: configuration)
    }

    private func take() throws -> DatabaseQueue {
        if let reader = lock.withLock({ idle.popLast() }) { return reader }
        do {
            return try open()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {
            // Most likely for lack of descriptors, which connections of clients take too.
            guard let reader = waitForIdle() else { throw error }
            return reader
        }
    }

    /// - Returns: nil if none came back in time.
    private func waitForIdle() -> DatabaseQueue? {
        let deadline = Date(timeIntervalSinceNow: Self.patience)
        return lock.withLock {
            waiting += 1
            defer { waiting -= 1 }
            while idle.isEmpty, lock.wait(until: deadline) {}
            return idle.popLast()
        }
    }

    private func giveBack(_ reader: DatabaseQueue) {
        let isAwaited = lock.withLock {
            idle.append(reader)
            return waiting > 0
        }
        if isAwaited { lock.signal() }
    }
}
