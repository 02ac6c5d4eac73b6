import Glibc
import Hashing
import Notes

/// A new folder of Markdown files that is filled at once when the export is complete.
///
/// The files are written to a hidden folder inside it first. `commit()` gives them their names. Without `commit()`, the
/// folder is as before.
final class ExportFolder {
    private let path: String
    private let staging: String
    /// Whether the folder did not exist before.
    private let isNew: Bool
    private var files: [File] = []
    /// The names that `commit()` has given so far.
    private var names: [String] = []
    private var isFinished = false

    /// A file in the hidden folder. Its name there is its position in `files`.
    private struct File {
        let title: String
        let createdAt: Timestamp?
        let hash: [UInt8]

        /// An order that does not depend on the ids of the notes. So an export gives equal titles the same numbers, also
        /// after an import into another database.
        static func isBefore(_ a: File, _ b: File) -> Bool {
            if a.createdAt != b.createdAt {
                guard let first = a.createdAt else { return true }
                return b.createdAt.map { first < $0 } ?? false
            }
            return a.hash.lexicographicallyPrecedes(b.hash)
        }
    }

    /// - Parameter path: a folder that is empty or does not exist.
    /// - Throws: `UserError`.
    init(_ path: String) throws(UserError) {
        self.path = path
        isNew = mkdir(path, 0o700) == 0
        if !isNew {
            guard errno == EEXIST else { throw UserError.system("cannot create the folder", path) }
            guard let names = FolderWalk.names(in: path) else { throw UserError.system("cannot read the folder", path) }
            if let name = names.min() {
                throw UserError("the folder \(path) is not empty: it has \(name); name a new folder, or empty this one")
            }
        }
        var template = Array("\(path)/.notes-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            let error = UserError.system("cannot write in the folder", path)
            if isNew { rmdir(path) }
            throw error
        }
        staging = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    /// Writes the file of a note. Its time of change becomes that of the note.
    ///
    /// - Throws: `UserError`.
    func add(_ note: Note) throws {
        let file = MarkdownFile(note)
        guard file.isReadable else {
            throw UserError(
                "note \(note.id): a Markdown file cannot hold its text, which contains NUL; correct the note, or use export without --markdown"
            )
        }
        let bytes = file.bytes
        let name = "\(staging)/\(files.count)"
        let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw UserError.system("cannot write in the folder", path) }
        defer { close(descriptor) }
        files.append(File(title: note.title, createdAt: note.createdAt, hash: SHA256.hash(bytes)))
        var sink = ByteSink(descriptor, name: "in the folder \(path)")
        try sink.append(bytes)
        try sink.flush()
        if let time = note.updatedAt { Self.setTime(of: descriptor, to: time) }
    }

    /// Gives all files their names, and flushes them to the disk.
    ///
    /// - Throws: `UserError`. Then the folder is as before.
    func commit() throws(UserError) {
        var chosen = FileNames()
        for position in files.indices.sorted(by: { File.isBefore(files[$0], files[$1]) }) {
            let name = chosen.next(for: files[position].title)
            var status = stat()
            guard lstat("\(path)/\(name)", &status) != 0 else {
                throw UserError("\(path)/\(name) exists: another program writes in this folder; name a new folder")
            }
            guard rename("\(staging)/\(position)", "\(path)/\(name)") == 0 else {
                throw UserError.system("cannot write \(name) in the folder", path)
            }
            names.append(name)
        }
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(directory) }
        // Flushes all files of the machine at once: an fsync(2) for each of many files would take minutes.
        sync()
        guard directory >= 0, rmdir(staging) == 0, fsync(directory) == 0 else {
            throw UserError.system("cannot write in the folder", path)
        }
        isFinished = true
    }

    var count: Int { files.count }

    deinit {
        guard !isFinished else { return }
        for name in names { unlink("\(path)/\(name)") }
        for position in files.indices { unlink("\(staging)/\(position)") }
        rmdir(staging)
        if isNew { rmdir(path) }
    }

    private static func setTime(of descriptor: CInt, to time: Timestamp) {
        let seconds = time.microseconds / 1_000_000
        guard seconds >= 0 else { return }
        let value = timespec(tv_sec: Int(seconds), tv_nsec: Int(time.microseconds % 1_000_000) * 1000)
        // Only a convenience for programs that sort files by time.
        _ = futimens(descriptor, [value, value])
    }
}
