import ArgumentParser
import Notes
import NotesSQLite
import NotesWeb

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Add the notes of an export, with their ids and times: all of them or none.",
        discussion: """
            A note that is there already, the same in every field, is left alone. Another note with the id of one ends \
            the import, as does a line that is no note.
            """)

    @Argument(help: "Where the notes come from; - is the standard input.")
    var file: String = "-"

    /// A line that is no note.
    struct BadLine: Error, CustomStringConvertible {
        let description: String
    }

    func run() throws {
        let path = try Settings.load().databasePath
        let lines = try LineReader(file, maximumBytes: NoteLine.maximumBytes)
        let progress = Progress()
        let imported = try SQLiteNoteArchive(path: path).add(
            {
                progress.report("import: \(lines.number) lines read")
                return try Self.next(lines)
            },
            willAdd: Interruption.postpone,
            isCancelled: {
                progress.report("import: adding \(lines.number) notes")
                return Interruption.isPending
            })
        print("\(path): notes added: \(imported.added); there already: \(imported.unchanged)")
    }

    /// The next line that is not empty.
    private static func next(_ lines: LineReader) throws -> (note: Note, line: Int)? {
        while let line = try lines.next() {
            if line.isEmpty || line == [UInt8(ascii: "\r")] { continue }
            do {
                return (try NoteLine.note(in: line), lines.number)
            } catch {
                throw BadLine(description: "line \(lines.number): \(error); nothing was imported")
            }
        }
        return nil
    }
}
