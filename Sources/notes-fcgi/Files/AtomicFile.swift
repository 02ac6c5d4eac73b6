import Glibc
import Notes

/// A new file that appears under its name only when it is complete.
///
/// The bytes go to a temporary file in the same folder. `commit()` makes that file durable and renames it. Only the owner
/// of the file may read it, because notes are private. Without `commit()`, the temporary file is removed.
final class AtomicFile {
    /// The path of the temporary file, until `commit()`.
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
        guard descriptor >= 0 else { throw Self.systemError("cannot write in the folder of", path) }
        temporaryPath = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    /// Makes the file durable and gives it its name. A file that had this name before is replaced.
    ///
    /// - Throws: `UserError`. A previous file is still there, unless the message is "cannot make durable".
    func commit() throws(UserError) {
        guard fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else {
            throw Self.systemError("cannot write", path)
        }
        isFinished = true
        close(descriptor)
        // A new name is durable only after an fsync of its folder (fsync(2)).
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(directory) }
        guard directory >= 0, fsync(directory) == 0 else { throw Self.systemError("cannot make durable", path) }
    }

    /// Removes the temporary file, unless it has its name.
    deinit {
        guard !isFinished else { return }
        close(descriptor)
        unlink(temporaryPath)
        // SQLite leaves its files behind if a backup is interrupted.
        for suffix in Self.sqliteSuffixes { unlink(temporaryPath + suffix) }
    }

    /// Returns the path without symbolic links; the same path if the file does not exist.
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
        // SQLite would apply such a file to the new file.
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

    private static func systemError(_ problem: String, _ path: String) -> UserError {
        UserError("\(problem) \(path): \(String(cString: strerror(errno)))")
    }
}
