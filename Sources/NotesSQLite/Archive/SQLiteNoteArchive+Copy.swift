import GRDB
import Notes

extension SQLiteNoteArchive {
    /// SQLite's backup API (https://www.sqlite.org/backup.html) copies page by page, so it can report progress and be
    /// cancelled. It also copies free pages, unlike `VACUUM INTO`. It reads one snapshot: in WAL mode, no writer waits.
    public func backUp(
        to path: String, isCancelled: @escaping () -> Bool, progress: @escaping (Double) -> Void
    ) throws {
        try file.withReader("cannot copy the database") { source in
            try source.read { source in
                // This read begins one snapshot for the whole copy. Otherwise each step would read the newest data, and
                // SQLite would restart the copy after every commit of another connection.
                _ = try Int.fetchOne(source, sql: "SELECT count(*) FROM sqlite_master")
                try Self.openCopy(path).inDatabase { copy in
                    try source.backup(to: copy, pagesPerStep: 1024) { step in
                        progress(Double(step.completedPageCount) / Double(max(step.totalPageCount, 1)))
                        if isCancelled() { throw CancellationError() }
                    }
                }
            }
        }
        try verify(path) {
            progress(1)
            return isCancelled()
        }
    }

    private func verify(_ copy: String, isCancelled: @escaping () -> Bool) throws {
        let unreadable = "the copy cannot be read, so the database \(file.path) may be damaged"
        let problem = try UserError.explaining(unreadable) {
            let queue = try Self.openCopy(copy)
            defer { try? queue.close() }
            return try queue.inDatabase { db in
                // The copy inherits the journal mode of the original. In WAL mode, SQLite would create files next to
                // the copy whenever a program opens the copy.
                try db.execute(sql: "PRAGMA journal_mode = DELETE")
                return try db.cancellable(isCancelled) { try db.integrityProblem(pragma: "integrity_check") }
            }
        }
        if let problem {
            throw UserError("the database \(file.path) is damaged: \(problem); restore the last good backup")
        }
    }

    /// Opens a copy without fsync: the caller of `backUp` makes the copy durable.
    private static func openCopy(_ path: String) throws -> DatabaseQueue {
        var configuration = DatabaseFile.configuration(busyTimeout: 0)
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = OFF") }
        return try DatabaseQueue(path: path, configuration: configuration)
    }
}
