import GRDB
import GRDBSQLite

extension Database {
    /// Runs `work`, and calls `isCancelled` every few milliseconds, even in the middle of a long statement
    /// (https://www.sqlite.org/c3ref/progress_handler.html).
    ///
    /// - Throws: `CancellationError` if `isCancelled` returned true; or what `work` throws.
    func cancellable<Value>(_ isCancelled: @escaping () -> Bool, _ work: () throws -> Value) throws -> Value {
        try withUnsafePointer(to: isCancelled) { isCancelled in
            sqlite3_progress_handler(
                sqliteConnection, 10000,
                { pointer in pointer?.assumingMemoryBound(to: (() -> Bool).self).pointee() == true ? 1 : 0 },
                UnsafeMutableRawPointer(mutating: isCancelled))
            defer { sqlite3_progress_handler(sqliteConnection, 0, nil, nil) }
            do {
                return try work()
            } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
                throw CancellationError()
            }
        }
    }
}
