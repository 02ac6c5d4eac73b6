import ArgumentParser
import FastCGI
import Notes
import NotesWeb

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Add the notes of an export with their ids and times: all of them, or none.",
        discussion: """
            A note that is already in the database, identical in every field, is left alone. The import fails if the \
            database has a different note with the same id, or if a line is not a note. An export with --all also has the \
            history and the trash. The import fails if the database has another history of a note.
            """)

    @Argument(help: "The file to read the notes from; - is the standard input.")
    var file: String = "-"

    func run() throws {
        let database = try Settings.load().database
        let lines = try LineReader(file, maximumBytes: NoteLine.maximumBytes)
        let progress = Progress()
        let summary = try database.archive.add(
            {
                progress.report("import: \(lines.number) lines read")
                return try Self.next(lines)
            },
            willAdd: { TerminationSignals.block() },
            isCancelled: {
                progress.report("import: adding \(lines.number) notes")
                return TerminationSignals.isPending
            })
        print("\(database): \(Self.text(summary.notes, past: summary.past))")
    }

    static func text(_ notes: ImportCount, past: ImportCount) -> String {
        let text = "notes added: \(notes.added); already there: \(notes.unchanged)"
        if past == ImportCount() { return text }
        return "\(text); past versions added: \(past.added); already there: \(past.unchanged)"
    }

    /// Returns the note or the past version in the next line that is not empty, and the number of that line.
    private static func next(_ lines: LineReader) throws -> (revision: NoteRevision, line: Int)? {
        while let line = try lines.next() {
            if line.isEmpty || line == [UInt8(ascii: "\r")] { continue }
            do {
                return (try NoteLine.revision(in: line), lines.number)
            } catch {
                throw UserError("line \(lines.number): \(error); nothing was imported")
            }
        }
        return nil
    }
}
