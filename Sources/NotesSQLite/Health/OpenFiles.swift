import Glibc

/// The files of an open database. Tells whether other files stand in their place later.
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

    /// - Parameter path: the path of a database in WAL mode. A connection must have read it before, so that all its files exist
    ///   (https://www.sqlite.org/walformat.html#files_on_disk).
    init(ofDatabase path: String) {
        files = ["", "-wal", "-shm"].compactMap { File(path + $0) }
    }

    /// Whether none of the files was moved, deleted or replaced. Data that is written to such a file is lost.
    var areInPlace: Bool { files.allSatisfy { File($0.path) == $0 } }
}
