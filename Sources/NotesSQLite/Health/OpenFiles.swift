import Glibc

/// The files of a database that is open, to be told from others that stand in their place later.
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

    /// - Parameter path: of a database in WAL mode that was read before: then all its files are there
    ///   (https://www.sqlite.org/walformat.html#files_on_disk).
    init(ofDatabase path: String) {
        files = ["", "-wal", "-shm"].compactMap { File(path + $0) }
    }

    /// Whether none of them was moved or deleted. What is written to one that was is lost.
    var areInPlace: Bool { files.allSatisfy { File($0.path) == $0 } }
}
