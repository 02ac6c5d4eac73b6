import Glibc

/// Remembers the files of an open database, to tell later whether they were moved, deleted or replaced.
struct OpenFiles: Sendable {
    private struct File: Equatable {
        let path: String
        let device: dev_t
        let inode: ino_t

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            (self.path, device, inode) = (path, status.st_dev, status.st_ino)
        }
    }

    private let files: [File]

    /// - Parameter path: the path of a database in WAL mode. A connection must have read the database before, because
    ///   SQLite creates some files at the first read (https://www.sqlite.org/walformat.html#files_on_disk).
    init(ofDatabase path: String) {
        files = ["", "-wal", "-shm"].compactMap { File(path + $0) }
    }

    /// Whether all files are still in place. Data that SQLite writes to moved, deleted or replaced files is lost.
    var areInPlace: Bool { files.allSatisfy { File($0.path) == $0 } }
}
