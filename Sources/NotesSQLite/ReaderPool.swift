import Foundation
import GRDB

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
            var value: Value?
            try db.inTransaction(.deferred) {
                value = try work(db)
                return .commit
            }
            guard let value else { throw DatabaseError(resultCode: .SQLITE_INTERNAL) }
            return value
        }
    }

    /// Runs `work`, which must be one statement, without the cost of a transaction around it.
    func readOneStatement<Value>(_ work: (Database) throws -> Value) throws -> Value {
        let reader = try lock.withLock { idle.popLast() } ?? DatabaseQueue(path: path, configuration: configuration)
        defer { lock.withLock { idle.append(reader) } }
        return try reader.inDatabase(work)
    }
}
