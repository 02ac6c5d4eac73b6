import Glibc

/// The lock under which one process at a time opens a database and changes its schema.
///
/// The lock is flock(2) on the folder, which leaves no file behind. A lock on the database itself would release SQLite's own
/// locks, because POSIX locks belong to the process.
struct DirectoryLock: ~Copyable {
    private let descriptor: CInt

    /// The time between two attempts, in microseconds.
    private static let pause: useconds_t = 10_000

    /// Waits until no other process holds the lock. Changing the schema of a large database may take minutes.
    ///
    /// - Parameter isCancelled: called between two attempts.
    /// - Throws: `UserError` if the folder cannot be opened; `CancellationError`.
    init(_ file: DatabaseFile, isCancelled: () -> Bool) throws {
        descriptor = open(file.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(file) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                let error = Self.failure(file)
                Glibc.close(descriptor)
                throw error
            }
            guard !isCancelled() else {
                Glibc.close(descriptor)
                throw CancellationError()
            }
            usleep(Self.pause)
        }
    }

    func unlock() {
        Glibc.close(descriptor)
    }

    private static func failure(_ file: DatabaseFile) -> any Error {
        file.failure("cannot open its folder \(file.folder): \(String(cString: strerror(errno)))")
    }
}
