import Glibc

/// The lock under which one process at a time opens a database and changes its schema: flock(2) on the folder, which
/// leaves no file behind. (A lock on the database itself would end SQLite's own, which belong to the process.)
struct DirectoryLock: ~Copyable {
    private let descriptor: CInt

    /// Between two attempts, in microseconds.
    private static let pause: useconds_t = 10_000

    /// Waits until no other process holds the lock, which may take as long as it takes to change a schema.
    ///
    /// - Throws: `SQLiteNoteStore.OpenError` if the folder cannot be opened, or if a signal that this thread blocks asks
    ///   the process to end.
    init(ofFile path: String) throws {
        let directory = DatabaseFile.folder(ofFile: path)
        descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw SQLiteNoteStore.OpenError.directory(directory, String(cString: strerror(errno)))
        }
        // Not a call that waits: it would not notice a signal that is blocked.
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                let reason = String(cString: strerror(errno))
                Glibc.close(descriptor)
                throw SQLiteNoteStore.OpenError.directory(directory, reason)
            }
            guard !Self.isToEnd else {
                Glibc.close(descriptor)
                throw SQLiteNoteStore.OpenError.interrupted
            }
            usleep(Self.pause)
        }
    }

    private static var isToEnd: Bool {
        var pending = sigset_t()
        sigpending(&pending)
        return [SIGTERM, SIGINT, SIGHUP].contains { sigismember(&pending, $0) == 1 }
    }

    func unlock() {
        Glibc.close(descriptor)
    }
}
