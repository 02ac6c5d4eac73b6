import Glibc
import Notes

/// Finds all files in a folder and its sub-folders. Follows no symbolic links and opens no hidden folders.
///
/// The entries of a folder come sorted by name, JSON files first and sub-folders last. So the order is always the same,
/// and the notes of Google Keep come before the files that belong to them.
struct FolderWalk: IteratorProtocol {
    struct Entry {
        /// The path below the folder.
        let path: String
        let kind: Kind
    }

    enum Kind {
        case file(stat)
        /// The import does not open it, for this reason.
        case skipped(String)
    }

    private let root: String
    /// The entries and folders that come next, the last of them first.
    private var pending: [(path: String, isFolder: Bool, kind: Kind)] = []

    init(_ root: String) {
        self.root = root
        open("")
    }

    mutating func next() -> Entry? {
        while let (path, isFolder, kind) = pending.popLast() {
            guard isFolder else { return Entry(path: path, kind: kind) }
            open(path)
        }
        return nil
    }

    private mutating func open(_ folder: String) {
        guard let names = Self.names(in: folder.isEmpty ? root : "\(root)/\(folder)") else {
            let reason = "cannot be read: \(String(cString: strerror(errno)))"
            return pending.append((folder.isEmpty ? "." : folder, false, .skipped(reason)))
        }
        let entries = names.map { name in
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            let (isFolder, kind) = self.kind(path, name)
            return (path: path, isFolder: isFolder, kind: kind, rank: isFolder ? 2 : Self.isJSON(name) ? 0 : 1)
        }
        let sorted = entries.sorted { a, b in
            a.rank != b.rank ? a.rank > b.rank : b.path.utf8.lexicographicallyPrecedes(a.path.utf8)
        }
        pending += sorted.map { ($0.path, $0.isFolder, $0.kind) }
    }

    private func kind(_ path: String, _ name: String) -> (isFolder: Bool, kind: Kind) {
        var status = stat()
        guard lstat("\(root)/\(path)", &status) == 0 else {
            // `names(in:)` has replaced the bytes that are not UTF-8.
            let isRepaired = errno == ENOENT && name.contains("\u{FFFD}")
            return (
                false,
                .skipped(
                    isRepaired
                        ? "has a name that is not text in UTF-8; rename it"
                        : "cannot be read: \(String(cString: strerror(errno)))")
            )
        }
        if name.hasPrefix(".") { return (false, .skipped("is hidden")) }
        return switch status.st_mode & S_IFMT {
        case S_IFDIR: (true, .file(status))
        case S_IFREG: (false, .file(status))
        case S_IFLNK: (false, .skipped("is a symbolic link"))
        default: (false, .skipped("is not a regular file"))
        }
    }

    private static func isJSON(_ name: String) -> Bool { name.lowercased().hasSuffix(".json") }

    /// The names of all entries of a folder except `.` and `..`; nil if it cannot be read, and errno has the reason.
    static func names(in folder: String) -> [String]? {
        guard let directory = opendir(folder) else { return nil }
        defer { closedir(directory) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return errno == 0 ? names : nil
    }
}
