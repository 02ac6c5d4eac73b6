import Glibc
import Notes
import NotesWeb

/// Reads all notes in a folder of this program's export or of another app.
///
/// The kind of a file decides how it is read: `.md` and `.txt` as Markdown, `.json` as a note of Google Keep.
final class FolderImport {
    /// A line about a file for the report.
    struct Remark {
        let path: String
        let text: String
    }

    private let root: String
    private let includesTrashed: Bool
    private var walk: FolderWalk
    /// The paths of the notes, by id. The ids are 1, 2, 3, ….
    private(set) var notes: [(path: String, title: String)] = []
    /// Files that became no note, with the reason.
    private(set) var skipped: [Remark] = []
    /// Notes that were read without a part, such as a picture.
    private(set) var incomplete: [Remark] = []
    /// The paths of the notes of Keep without their ending. Keep writes each note as a web page, too.
    private var keepStems: Set<String> = []
    private var keepFolders: Set<String> = []

    /// - Throws: `UserError` if the folder itself cannot be read.
    init(_ root: String, includesTrashed: Bool) throws(UserError) {
        guard FolderWalk.names(in: root) != nil else {
            throw UserError.system("cannot read the folder", root)
        }
        self.root = root
        self.includesTrashed = includesTrashed
        walk = FolderWalk(root)
    }

    /// Returns the next note; nil at the end. A file that cannot be read is added to `skipped`.
    func next() -> Note? {
        while let entry = walk.next() {
            do {
                switch entry.kind {
                case .skipped(let reason): throw UserError(reason)
                case .file(let status):
                    guard let note = try read(entry.path, status) else { continue }
                    notes.append((entry.path, note.title))
                    return note
                }
            } catch {
                skipped.append(Remark(path: entry.path, text: "\(error)"))
            }
        }
        return nil
    }

    /// - Returns: nil for a file that repeats a note.
    /// - Throws: `UserError` with the reason why the file is no note.
    private func read(_ path: String, _ status: stat) throws(UserError) -> Note? {
        let id = Int64(notes.count + 1)
        let changedAt = FileTime.ofChange(status)
        let (folder, stem, ending) = Self.parts(path)
        switch ending {
        case "md", "markdown", "txt":
            if path == folder + "Labels.txt" && keepFolders.contains(folder) {
                throw UserError("is Google Keep's list of labels")
            }
            guard let text = String(validating: try bytes(path), as: UTF8.self) else {
                throw UserError("is not text in UTF-8")
            }
            return try MarkdownNote.read(text, path: path, changedAt: changedAt, id: id)
        case "json":
            let keep = try KeepNote(json: try bytes(path))
            keepFolders.insert(folder)
            keepStems.insert(stem)
            if keep.isInTrash && !includesTrashed {
                throw UserError("is in the trash of Google Keep; --include-trashed imports it")
            }
            let note = try keep.note(id: id, changedAt: changedAt)
            if let omitted = keep.omitted { incomplete.append(Remark(path: path, text: omitted)) }
            return note
        case "html" where keepStems.contains(stem):
            return nil
        default:
            throw UserError("is not a note: its name does not end with .md, .txt or .json")
        }
    }

    /// The folder of a path with its slash, the path without its ending, and the ending in lower case.
    private static func parts(_ path: String) -> (folder: String, stem: String, ending: String) {
        let nameStart = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
        let folder = String(path[..<nameStart])
        guard let dot = path[nameStart...].lastIndex(of: ".") else { return (folder, path, "") }
        return (folder, String(path[..<dot]), path[path.index(after: dot)...].lowercased())
    }

    private func bytes(_ path: String) throws(UserError) -> [UInt8] {
        // The file may have become a link or a pipe since the walk.
        let descriptor = open("\(root)/\(path)", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.unreadable() }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw Self.unreadable() }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= NoteLine.maximumBytes else {
                throw UserError("is longer than \(NoteLine.maximumBytes >> 20) MiB")
            }
        }
    }

    private static func unreadable() -> UserError {
        UserError("cannot be read: \(String(cString: strerror(errno)))")
    }
}
