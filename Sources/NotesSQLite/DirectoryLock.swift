import Glibc

/// The lock under which one process at a time opens a database and changes its schema: flock(2) on the folder, which
/// leaves no file behind. (A lock on the database itself would end SQLite's own, which belong to the process.)
struct DirectoryLock: ~Copyable {
    private let descriptor: CInt

    /// Waits until no other process holds the lock.
    ///
    /// - Throws: `SQLiteNoteStore.OpenError` if the folder cannot be opened.
    init(ofFile path: String) throws {
        let directory = Self.directory(ofFile: path)
        descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw SQLiteNoteStore.OpenError.directory(directory, String(cString: strerror(errno)))
        }
        while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
    }

    /// The folder that a file is in.
    static func directory(ofFile path: String) -> String {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        return slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    func unlock() {
        Glibc.close(descriptor)
    }
}
