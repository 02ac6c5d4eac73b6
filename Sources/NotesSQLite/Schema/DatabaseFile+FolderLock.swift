import Glibc
import Notes

extension DatabaseFile {
    /// Runs `work` while this process has the folder's lock: one process at a time opens a database and changes its schema.
    ///
    /// The lock is flock(2) on the folder, which leaves no file behind. A lock on the database itself would release SQLite's own
    /// locks, because POSIX locks belong to the process.
    ///
    /// - Parameter isCancelled: called every 10 ms while another process has the lock. Changing the schema of a large database
    ///   may take minutes.
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
}
