import Glibc
import Notes

/// A new file that appears under its name only when it is complete.
///
/// The caller writes to a temporary file in the same folder. `commit()` flushes this file to the disk and renames it.
/// Without `commit()`, the file is removed. Only its owner may read it, because notes are private.
final class AtomicFile {
    /// The path of the temporary file. Use it only before `commit()`, which renames the file.
    let temporaryPath: String
    let descriptor: CInt
    private let path: String
    private let folder: String
    private var isFinished = false

    /// The endings of the files that SQLite creates next to a database (https://www.sqlite.org/tempfiles.html).
    private static let sqliteSuffixes = ["-wal", "-shm", "-journal"]

    /// - Parameters:
    ///   - path: the file to create. An existing file stays unchanged until `commit()` replaces it. If `path` is a
    ///     symbolic link to a file, that file is replaced and the link stays.
    ///   - protected: the paths of files that must not be replaced, whether they exist or not.
    /// - Throws: `UserError`.
    init(_ path: String, protected: [String]) throws(UserError) {
        let target = Self.resolve(path)
        try Self.check(target, protected: protected)
        self.path = target
        folder = Self.folder(of: target)
        var template = Array("\(folder)/.notes-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw UserError.system("cannot write in the folder of", path) }
        temporaryPath = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    /// Flushes the temporary file to the disk and gives it its final name. This replaces an older file of that name.
    ///
    /// - Throws: `UserError`. After "cannot make durable", the new file is in place. Otherwise nothing was replaced.
    func commit() throws(UserError) {
        guard fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else {
            throw UserError.system("cannot write", path)
        }
        isFinished = true
        close(descriptor)
        // A new name is durable only after an fsync of its folder (fsync(2)).
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(directory) }
        guard directory >= 0, fsync(directory) == 0 else { throw UserError.system("cannot make durable", path) }
    }

    /// Removes the temporary file, unless `commit()` has renamed it.
    deinit {
        guard !isFinished else { return }
        close(descriptor)
        unlink(temporaryPath)
        // If a backup was interrupted, SQLite has left its own files next to the temporary file.
        for suffix in Self.sqliteSuffixes { unlink(temporaryPath + suffix) }
    }

    /// Returns `path` with its symbolic links resolved, or `path` unchanged if the file does not exist.
    private static func resolve(_ path: String) -> String {
        let resolved = realpath(path, nil)
        defer { free(resolved) }
        return resolved.map { String(cString: $0) } ?? path
    }

    private static func folder(of path: String) -> String {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        return slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    private static func check(_ path: String, protected: [String]) throws(UserError) {
        for other in protected where isSameFile(path, other) || isSameName(path, other) {
            throw UserError("\(path) belongs to the database itself; choose another name")
        }
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw UserError("\(path) is not a regular file; nothing was written")
        }
        // SQLite would write the changes in such a -wal or -journal file into the new file, and could damage it.
        for name in ["\(path)-wal", "\(path)-journal"] where access(name, F_OK) == 0 {
            throw UserError("\(name) exists: some program has \(path) open as a database; choose another name")
        }
    }

    /// Whether both paths lead to the same existing file.
    private static func isSameFile(_ path: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        return stat(path, &first) == 0 && stat(other, &second) == 0
            && first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    /// Whether both paths name the same entry of the same folder. The entry need not exist.
    private static func isSameName(_ path: String, _ other: String) -> Bool {
        path.split(separator: "/").last == other.split(separator: "/").last
            && isSameFile(folder(of: path), folder(of: other))
    }
}
