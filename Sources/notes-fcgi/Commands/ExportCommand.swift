import ArgumentParser
import FastCGI
import Glibc
import Notes
import NotesWeb

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write every note as one line of JSON, or as a Markdown file.",
        discussion: """
            The notes are written in the order of their ids, as all of them were at one moment. An existing file is either \
            replaced by a complete export or stays unchanged. The export fails if a note cannot be written exactly. With --all, \
            the past versions of all notes follow, one per line, and each line names the user who wrote, if known.

            With --markdown, each note becomes a file in a folder. Its name comes from the title. It begins with a block of \
            front matter: title, times and pin. The text follows as it is. An import of the folder into an empty database \
            makes the same notes.
            """)

    @Argument(help: "The file to write the notes to; - is the standard output.")
    var file: String = "-"

    @Flag(help: "Write the history and the trash, too.")
    var all = false

    @Option(help: ArgumentHelp("Write Markdown files into this folder, which is empty or new.", valueName: "dir"))
    var markdown: String?

    func validate() throws {
        if markdown != nil && (all || file != "-") {
            throw ValidationError("--markdown writes into a folder, without --all and without a file")
        }
        if markdown == "" { throw ValidationError("--markdown needs the name of a folder") }
    }

    func run() throws {
        if let markdown { return try export(to: markdown) }
        let archive = try Settings.load().database.archive
        guard file != "-" else {
            return try export(archive, to: ByteSink(STDOUT_FILENO, name: "the standard output"))
        }
        TerminationSignals.block()
        let output = try AtomicFile(file, protected: archive.files)
        try export(archive, to: ByteSink(output.descriptor, name: file))
        try output.commit()
    }

    private func export(to folder: String) throws {
        TerminationSignals.block()
        let archive = try Settings.load().database.archive
        let output = try ExportFolder(folder)
        let progress = Progress()
        try archive.forEachNote(hasPast: false) { revision in
            if TerminationSignals.isPending { throw CancellationError() }
            try output.add(revision.note)
            progress.report("export: \(output.count) files")
        }
        try output.commit()
    }

    private func export(_ archive: any NoteArchive, to sink: ByteSink) throws {
        var sink = sink
        var count = 0
        let progress = Progress()
        try archive.forEachNote(hasPast: all) { revision in
            if TerminationSignals.isPending { throw CancellationError() }
            let line: [UInt8]
            do {
                line = try NoteLine.bytes(of: revision)
            } catch {
                throw UserError("note \(revision.note.id): \(error)")
            }
            try sink.append(line)
            count += 1
            progress.report("export: \(count) lines")
        }
        try sink.flush()
    }
}
