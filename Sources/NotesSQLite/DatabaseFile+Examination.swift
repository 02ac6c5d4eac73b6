import GRDB
import Glibc

/// Looking at a database without changing it. Every method throws `SQLiteNoteStore.OpenError`, or `Failure`.
extension DatabaseFile {
    public enum SchemaState: Sendable, Equatable {
        /// The one that this program knows.
        case current
        /// An older one, or another program's; its version.
        case older(Int)
        /// Another program made the table anew, without this program's triggers and indexes.
        case incomplete
    }

    /// The state of the schema, unless it is a newer version's, which is an error.
    public func schemaState() throws -> SchemaState {
        try inspect { db in
            do {
                let version = try Schema.version(db)
                if version < Schema.current { return .older(version) }
                try Schema.checkColumns(db)
            } catch let error as SQLiteNoteStore.OpenError {
                throw Failure("\(error)")
            }
            return try Schema.isWhole(db) ? .current : .incomplete
        }
    }

    /// As PRAGMA journal_mode names it (https://www.sqlite.org/pragma.html#pragma_journal_mode).
    public func journalMode() throws -> String {
        try inspect { try String.fetchOne($0, sql: "PRAGMA journal_mode") } ?? "unknown"
    }

    /// The first thing that is wrong with the file's contents; nil if they are whole. It reads nearly all of the file.
    public func damage() throws -> String? {
        let problem = try inspect { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") } ?? "no answer"
        return problem == "ok" ? nil : problem.split(separator: "\n").joined(separator: " ")
    }

    /// What must be free on its disk, in bytes: below, writes will not go on for long.
    public static let neededBytes: UInt64 = 16 << 20

    /// What is free on its disk for those who are not root, in bytes; nil if that cannot be known, for the reason in errno.
    public var freeBytes: UInt64? {
        var disk = statvfs()
        guard statvfs(Self.folder(ofFile: path), &disk) == 0 else { return nil }
        return UInt64(disk.f_bavail) * UInt64(disk.f_frsize)
    }

    /// Takes the lock that every writer needs, and gives it back.
    public func checkIsWritable() throws {
        // Beside the file SQLite makes others.
        for path in [path, Self.folder(ofFile: path)] where access(path, W_OK) != 0 {
            throw Failure("\(path): \(String(cString: strerror(errno)))")
        }
        try inspect { try $0.execute(sql: "BEGIN IMMEDIATE; ROLLBACK") }
    }

    private func inspect<Value>(_ work: (Database) throws -> Value) throws -> Value {
        let queue = try openReader()
        defer { try? queue.close() }
        do {
            return try queue.inDatabase(work)
        } catch let error as DatabaseError {
            throw Failure("cannot use", path, error)
        }
    }
}
