import CSQLite
import GRDB
import Glibc
import Notes

/// The path of a database's file. Opens connections to the database.
struct DatabaseFile: Sendable {
    /// The path of the file, which need not exist.
    let path: String

    /// How large the write-ahead log stays after a large transaction, in bytes. Usually it has 1000 pages, or 4 MiB.
    static let maximumLogBytes = 16 << 20

    /// The path of the folder that contains the file.
    var folder: String {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        return slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    /// How much disk space the service needs to go on writing, in bytes.
    static let neededBytes: UInt64 = 16 << 20

    /// Free space on the file's disk for users other than root, in bytes. nil if it is unknown; errno has the reason.
    var freeBytes: UInt64? {
        var disk = statvfs()
        guard statvfs(folder, &disk) == 0 else { return nil }
        return UInt64(disk.f_bavail) * UInt64(disk.f_frsize)
    }

    /// The size of the file in bytes; 0 if it does not exist.
    var bytes: Int { Self.bytes(path) }
    /// The size of the write-ahead log in bytes; 0 if it does not exist.
    var logBytes: Int { Self.bytes(path + "-wal") }

    private static func bytes(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Opens a connection that writes. Creates the database if it does not exist, and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - busyTimeout: how long a statement waits for another process's lock, in seconds.
    ///   - isCancelled: called while another process has the folder locked.
    /// - Throws: `UserError`; `CancellationError` if `isCancelled` returns true.
    func openWriter(busyTimeout: Double, isCancelled: () -> Bool) throws -> (DatabaseQueue, Migration) {
        // Without write permission, SQLite would open the file read-only, and fail only at the first write.
        if access(path, F_OK) == 0 { try checkAccess(W_OK) }
        var configuration = Self.configuration(busyTimeout: busyTimeout)
        configuration.label = "notes.writer"
        return try withFolderLocked(isCancelled: isCancelled) {
            try UserError.explaining(cannotOpen) {
                let writer = try DatabaseQueue(path: path, configuration: configuration)
                try writer.inDatabase(prepareForWriting)
                return (writer, try Schema.migrate(writer))
            }
        }
    }

    /// Runs `work` while this process holds a lock on the folder, so that one process at a time upgrades the schema.
    ///
    /// The lock is flock(2) on the folder, so no lock file remains. This process must not lock the database's file
    /// itself: closing a second descriptor of the file would release SQLite's own POSIX locks.
    ///
    /// - Parameter isCancelled: called every 10 ms while another process has the lock, perhaps for minutes.
    /// - Throws: `UserError` if the folder cannot be opened; `CancellationError`; or what `work` throws.
    func withFolderLocked<Value>(isCancelled: () -> Bool, _ work: () throws -> Value) throws -> Value {
        var cannotLock: UserError {
            failure("cannot open its folder \(folder): \(String(cString: strerror(errno)))")
        }
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw cannotLock }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw cannotLock }
            if isCancelled() { throw CancellationError() }
            usleep(10_000)
        }
        return try work()
    }

    private func prepareForWriting(_ db: Database) throws {
        // This check comes before all changes, so that a refused database stays as it is.
        if let reason = try Schema.reasonToRefuse(db) { throw failure(reason) }
        guard try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") == "wal" else {
            throw failure("this disk does not allow WAL mode; move the database to a disk of this machine")
        }
        // FULL is SQLite's default, but some builds of SQLite change the default. With NORMAL, a power cut may lose the
        // last commits (https://www.sqlite.org/pragma.html#pragma_synchronous).
        try db.execute(sql: "PRAGMA synchronous = FULL")
        // Overwrites deleted texts with zeros. FAST would leave texts in pages that become free, because SQLite need not
        // write those pages otherwise (https://www.sqlite.org/pragma.html#pragma_secure_delete).
        try db.execute(sql: "PRAGMA secure_delete = ON")
        // The log grows with the largest transaction of any program. When it starts again from its beginning, the next commit
        // cuts it to this size (https://www.sqlite.org/pragma.html#pragma_journal_size_limit).
        try db.execute(sql: "PRAGMA journal_size_limit = \(Self.maximumLogBytes)")
    }

    /// Runs `work` with a connection for reading. The database must exist; this method does not change its schema.
    ///
    /// - Parameter problem: how the message for an SQLite error begins, such as `cannot copy the database`.
    /// - Throws: `UserError`; or what `work` throws.
    func withReader<Value>(_ problem: String, _ work: (DatabaseQueue) throws -> Value) throws -> Value {
        try checkAccess(R_OK)
        var configuration = Self.configuration(busyTimeout: SQLiteNoteStore.busyTimeout)
        // Read-write if possible: a read-only connection that closes last leaves the `-wal` and `-shm` files behind.
        configuration.readonly = access(path, W_OK) != 0
        let reader = try UserError.explaining(cannotOpen) {
            try DatabaseQueue(path: path, configuration: configuration)
        }
        defer { try? reader.close() }
        return try UserError.explaining("\(problem) \(path)") { try work(reader) }
    }

    /// The settings that every connection needs. `busyTimeout` is in seconds.
    static func configuration(busyTimeout: Double) -> Configuration {
        _ = omitMemoryStatistics
        var configuration = Configuration()
        // SQLite's own way to wait sleeps for up to 100 ms. It would often miss the pauses of a program that writes much.
        configuration.busyMode = .callback { tries in
            let milliseconds = 4.0
            guard Double(tries) * milliseconds < busyTimeout * 1000 else { return false }
            usleep(useconds_t(milliseconds * 1000))
            return true
        }
        configuration.foreignKeysEnabled = false
        return configuration
    }

    /// Every connection that opens first has this configuration, so SQLite gets this setting in time.
    private static let omitMemoryStatistics: Void = csqlite_omit_memory_statistics()

    /// The error that tells a user why this database cannot be opened.
    func failure(_ reason: String) -> UserError {
        UserError("\(cannotOpen): \(reason)")
    }

    private var cannotOpen: String { "cannot open the database \(path)" }

    /// Checks access(2), because SQLite would report each problem only as "unable to open database file".
    private func checkAccess(_ mode: CInt) throws {
        guard access(path, mode) == 0 else {
            let reason = String(cString: strerror(errno))
            throw failure("\(reason); check DATABASE_URL, and run this as the service's user in its working directory")
        }
    }
}
