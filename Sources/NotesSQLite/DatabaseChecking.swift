import GRDB
import GRDBSQLite

extension Database {
    /// Runs `work`, and `check` every few milliseconds of it, even in the middle of a long statement
    /// (https://www.sqlite.org/c3ref/progress_handler.html). What `check` throws ends the statement, and is thrown.
    func checking<Value>(_ check: @escaping () throws -> Void, _ work: () throws -> Value) throws -> Value {
        let handler = Handler(check)
        sqlite3_progress_handler(
            sqliteConnection, 10000,
            { pointer in pointer.map { Unmanaged<Handler>.fromOpaque($0).takeUnretainedValue().isToEnd() } ?? 0 },
            Unmanaged.passUnretained(handler).toOpaque())
        defer { sqlite3_progress_handler(sqliteConnection, 0, nil, nil) }
        do {
            return try withExtendedLifetime(handler, work)
        } catch {
            throw handler.error ?? error
        }
    }

    private final class Handler {
        private let check: () throws -> Void
        private(set) var error: (any Error)?

        init(_ check: @escaping () throws -> Void) {
            self.check = check
        }

        /// - Returns: 1 if the statement is to end.
        func isToEnd() -> CInt {
            do {
                try check()
                return 0
            } catch {
                self.error = error
                return 1
            }
        }
    }
}
