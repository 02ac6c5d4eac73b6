import GRDB
import GRDBSQLite

extension Database {
    /// Runs `work`, and calls `isCancelled` every few milliseconds, even in the middle of a long statement
    /// (https://www.sqlite.org/c3ref/progress_handler.html).
    ///
    /// - Throws: `CancellationError` if `isCancelled` returned true; or what `work` throws.
    func cancellable<Value>(_ isCancelled: @escaping () -> Bool, _ work: () throws -> Value) throws -> Value {
        let handler = ProgressHandler(isCancelled)
        sqlite3_progress_handler(
            sqliteConnection, 10000,
            { pointer in pointer.map { Unmanaged<ProgressHandler>.fromOpaque($0).takeUnretainedValue().call() } ?? 0 },
            Unmanaged.passUnretained(handler).toOpaque())
        defer { sqlite3_progress_handler(sqliteConnection, 0, nil, nil) }
        do {
            return try withExtendedLifetime(handler, work)
        } catch {
            throw handler.wasCancelled ? CancellationError() : error
        }
    }
}

/// A closure that SQLite calls while a statement runs.
private final class ProgressHandler {
    private let isCancelled: () -> Bool
    private(set) var wasCancelled = false

    init(_ isCancelled: @escaping () -> Bool) {
        self.isCancelled = isCancelled
    }

    /// - Returns: 1 if SQLite should interrupt the statement.
    func call() -> CInt {
        wasCancelled = isCancelled()
        return wasCancelled ? 1 : 0
    }
}
