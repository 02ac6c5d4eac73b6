import GRDB
import Glibc

extension DatabaseFile {
    /// Why a database could not be copied, read or filled, in one line.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String

        init(_ description: String) {
            self.description = description
        }

        init(_ problem: String, _ path: String, _ error: DatabaseError) {
            self.init("\(problem) \(path): \(error.line)")
        }
    }

    /// Copies the database as it is at one moment, while others write, and makes sure that the copy is whole.
    ///
    /// SQLite's backup (https://www.sqlite.org/backup.html) copies page by page, so that it can be watched and ended, and
    /// so that nothing is lost which a `VACUUM INTO` would not write. It reads one snapshot: in WAL mode, no writer waits.
    ///
    /// - Parameters:
    ///   - destination: the path of an empty file, which becomes a database without files beside it. It is not durable yet.
    ///   - check: called often, with how much is copied, from 0 to 1. What it throws ends the copying.
    /// - Throws: `SQLiteNoteStore.OpenError`, `Failure`, or what `check` throws.
    public func copy(to destination: String, check: @escaping (_ part: Double) throws -> Void) throws {
        let source = try openReader()
        do {
            try source.read { source in
                // Begins the snapshot here: SQLite would begin one for each step, and begin anew at others' commits.
                _ = try Int.fetchOne(source, sql: "SELECT count(*) FROM sqlite_master")
                try Self.openCopy(destination).inDatabase { copy in
                    try source.backup(to: copy, pagesPerStep: 1024) { progress in
                        try check(Double(progress.completedPageCount) / Double(max(progress.totalPageCount, 1)))
                    }
                }
            }
        } catch let error as DatabaseError {
            throw Failure("cannot copy the database", path, error)
        }
        try verify(destination, check: check)
    }

    private func verify(_ copy: String, check: @escaping (Double) throws -> Void) throws {
        let problem: String?
        do {
            let queue = try Self.openCopy(copy)
            defer { try? queue.close() }
            problem = try queue.inDatabase { db in
                // Copied along: a file in WAL mode gets files beside it whenever it is opened.
                try db.execute(sql: "PRAGMA journal_mode = DELETE")
                return try db.checking({ try check(1) }) {
                    try String.fetchOne(db, sql: "PRAGMA integrity_check(1)")
                }
            }
        } catch let error as DatabaseError {
            throw Failure("the copy cannot be read, so the database may be damaged:", path, error)
        }
        guard problem == "ok" else {
            let line = (problem ?? "no answer").split(separator: "\n").joined(separator: " ")
            throw Failure("the database \(path) is damaged: \(line); put the last good backup in its place")
        }
    }

    /// Whoever asked for the copy makes it durable.
    private static func openCopy(_ path: String) throws -> DatabaseQueue {
        var configuration = configuration(busyTimeout: 0)
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = OFF") }
        return try DatabaseQueue(path: path, configuration: configuration)
    }
}
