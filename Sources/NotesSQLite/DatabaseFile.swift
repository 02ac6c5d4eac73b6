import GRDB
import Glibc

/// A database as a file, for what is done to it beside serving it. All of it works while the database is being served.
public struct DatabaseFile: Sendable {
    public let path: String

    /// The version of the schema that this program knows; `migrate()` makes it that one.
    public static var currentSchema: Int { Schema.current }

    /// The folder that a file is in.
    public static func folder(ofFile path: String) -> String {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        return slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    /// - Parameter path: of the file, which need not exist.
    public init(path: String) {
        self.path = path
    }

    /// Brings the schema up to date, and makes the database where there is none.
    ///
    /// - Returns: the version of the schema that was there; 0 for a new database, and for another program's.
    /// - Throws: `SQLiteNoteStore.OpenError`.
    public func migrate() throws -> Int {
        let (writer, before) = try openWriter(busyTimeout: SQLiteNoteStore.busyTimeout)
        try? writer.close()
        return before
    }

    /// Opens the database to write it, makes it where there is none, and brings its schema up to date.
    ///
    /// - Parameter busyTimeout: how long a statement waits for another process's lock, in seconds.
    /// - Returns: the connection, and the version of the schema that was there.
    /// - Throws: `SQLiteNoteStore.OpenError`.
    func openWriter(busyTimeout: Double) throws -> (DatabaseQueue, schemaBefore: Int) {
        do {
            // SQLite would open it to read it only, and fail at the first write.
            if access(path, F_OK) == 0 { try checkAccess(W_OK) }
            let lock = try DirectoryLock(ofFile: path)
            defer { lock.unlock() }
            var configuration = Self.configuration(busyTimeout: busyTimeout)
            configuration.label = "notes.writer"
            let writer = try DatabaseQueue(path: path, configuration: configuration)
            try writer.inDatabase { db in
                // First of all, since what is not this program's is left as it is.
                try Schema.check(db)
                guard try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") == "wal" else {
                    throw SQLiteNoteStore.OpenError.noWAL
                }
                // SQLite's default, which it may have been built without: with NORMAL, the last commits may be lost in a
                // power cut (https://www.sqlite.org/pragma.html#pragma_synchronous).
                try db.execute(sql: "PRAGMA synchronous = FULL")
            }
            return (writer, try Schema.migrate(writer))
        } catch {
            throw SQLiteNoteStore.OpenError(path: path, underlying: error)
        }
    }

    /// Opens the database, which must exist, as it is.
    ///
    /// - Throws: `SQLiteNoteStore.OpenError`.
    func openReader() throws -> DatabaseQueue {
        do {
            try checkAccess(R_OK)
            var configuration = Self.configuration(busyTimeout: SQLiteNoteStore.busyTimeout)
            // A connection that may not write would leave SQLite's files beside the database, were it the last.
            configuration.readonly = access(path, W_OK) != 0
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw SQLiteNoteStore.OpenError(path: path, underlying: error)
        }
    }

    /// SQLite itself only says that it cannot open a file.
    private func checkAccess(_ mode: CInt) throws {
        guard access(path, mode) == 0 else {
            throw SQLiteNoteStore.OpenError.file(String(cString: strerror(errno)))
        }
    }

    /// What every connection needs.
    static func configuration(busyTimeout: Double) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(busyTimeout)
        configuration.foreignKeysEnabled = false
        return configuration
    }
}
