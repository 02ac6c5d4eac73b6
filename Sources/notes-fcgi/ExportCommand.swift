import ArgumentParser
import Glibc
import Notes
import NotesSQLite
import NotesWeb

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write every note as a line of JSON, in the API's form.",
        discussion: """
            All of them are as they were at one moment, in the order of their ids. A file that is there is replaced by a \
            whole one or stays as it is. A note that the form cannot hold exactly ends the export.
            """)

    @Argument(help: "Where the notes go; - is the standard output.")
    var file: String = "-"

    func run() throws {
        let archive = SQLiteNoteArchive(path: try Settings.load().databasePath)
        guard file != "-" else {
            return try export(archive, to: ByteSink(STDOUT_FILENO, name: "the standard output")) {}
        }
        Interruption.postpone()
        let output = try AtomicFile(file, sparing: archive.files)
        defer { output.discard() }
        try export(archive, to: ByteSink(output.descriptor, name: file), check: Interruption.check)
        try output.commit()
    }

    private func export(_ archive: any NoteArchive, to sink: ByteSink, check: () throws -> Void) throws {
        var sink = sink
        var count = 0
        let progress = Progress()
        try archive.forEachNote { note in
            try check()
            do {
                try sink.append(NoteLine.bytes(of: note))
            } catch let error as UserError {
                throw ByteSink.Failure(description: "note \(note.id): \(error)")
            }
            count += 1
            progress.report("export: \(count) notes")
        }
        try sink.flush()
    }
}
