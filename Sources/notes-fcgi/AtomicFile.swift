import Glibc

/// A file that comes to be whole or not at all: written under another name in its folder, made durable, then renamed.
/// Notes are private: only its owner may read it.
final class AtomicFile {
    /// Why a file cannot be written, in one line that names it.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Of the file as long as it is not whole.
    let temporaryPath: String
    let descriptor: CInt
    private let path: String
    private let folder: String
    private var isOver = false

    /// SQLite adds these to a database's name to name its other files (https://www.sqlite.org/tempfiles.html).
    private static let suffixes = ["", "-wal", "-shm", "-journal"]

    /// - Parameters:
    ///   - path: of the file. One that is there stays what it is until `commit()`.
    ///   - files: files that are never replaced: those of the database.
    /// - Throws: `Failure`.
    init(_ path: String, sparing files: [String]) throws(Failure) {
        // What a symbolic link names is replaced, not the link; unless it names nothing.
        let target = Self.resolve(path)
        try Self.refuse(target, sparing: files)
        self.path = target
        folder = Self.folder(ofFile: target)
        var template = Array("\(folder)/.notes-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Self.failure("cannot write in the folder of", path) }
        temporaryPath = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    deinit {
        discard()
    }

    /// Makes the file durable under its name, in place of one that may be there.
    ///
    /// - Throws: `Failure`, after which the one that was there still is, unless it says that it cannot be made durable.
    func commit() throws(Failure) {
        guard fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else { throw Self.failure("cannot write", path) }
        isOver = true
        close(descriptor)
        // The name is durable once the folder is (fsync(2)).
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(directory) }
        guard directory >= 0, fsync(directory) == 0 else { throw Self.failure("cannot make durable", path) }
    }

    /// Removes what was written, unless it is committed.
    func discard() {
        guard !isOver else { return }
        isOver = true
        close(descriptor)
        // SQLite's own, where a copy ended in the middle.
        for suffix in Self.suffixes { unlink(temporaryPath + suffix) }
    }

    /// Where a path leads; itself if that is nowhere.
    private static func resolve(_ path: String) -> String {
        let resolved = realpath(path, nil)
        defer { free(resolved) }
        return resolved.map { String(cString: $0) } ?? path
    }

    private static func refuse(_ path: String, sparing files: [String]) throws(Failure) {
        // A file may exist at one moment and not at the next, so names count, too.
        for kept in files where isSameFile(path, kept) || isSameName(path, kept) {
            throw Failure(description: "\(path) belongs to the database itself; choose another name")
        }
        var there = stat()
        guard stat(path, &there) == 0 else { return }
        guard there.st_mode & S_IFMT == S_IFREG else {
            throw Failure(description: "\(path) is no ordinary file; nothing was written")
        }
        // SQLite would take what stands there for the new file's own.
        for name in ["\(path)-wal", "\(path)-journal"] where access(name, F_OK) == 0 {
            throw Failure(
                description: "\(name) is there: some program has \(path) open as a database; choose another name")
        }
    }

    /// Whether both are there, and one.
    private static func isSameFile(_ path: String, _ other: String) -> Bool {
        var (one, two) = (stat(), stat())
        return stat(path, &one) == 0 && stat(other, &two) == 0 && one.st_dev == two.st_dev && one.st_ino == two.st_ino
    }

    /// Whether both are one name in one folder, there or not.
    private static func isSameName(_ path: String, _ other: String) -> Bool {
        path.split(separator: "/").last == other.split(separator: "/").last
            && isSameFile(folder(ofFile: path), folder(ofFile: other))
    }

    private static func folder(ofFile path: String) -> String {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        return slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    private static func failure(_ problem: String, _ path: String) -> Failure {
        Failure(description: "\(problem) \(path): \(String(cString: strerror(errno)))")
    }
}
