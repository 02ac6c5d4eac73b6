import Foundation
import GRDB
import Notes

/// Read-only connections, one for each thread that reads at the same time, opened when first needed and kept.
final class ReaderPool: @unchecked Sendable {
    private let path: String
    private let configuration: Configuration
    // Not a Mutex: that one spins and hands itself over, which cost a third of all time with two dozen threads.
    private let lock = NSLock()
    private var idle: [DatabaseQueue] = []

    init(path: String, configuration: Configuration) {
        var configuration = configuration
        configuration.readonly = true
        configuration.label = "notes.reader"
        // The kernel keeps the file's pages for all of them; each keeps little more than the way to a page, in KiB.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -256") }
        self.path = path
        self.configuration = configuration
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
            let reader = try lock.withLock { idle.popLast() } ?? DatabaseQueue(path: path, configuration: configuration)
            defer { lock.withLock { idle.append(reader) } }
            return try reader.inDatabase(work)
        }
    }
}
