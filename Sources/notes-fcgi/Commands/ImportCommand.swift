import ArgumentParser
import FastCGI
import Glibc
import Notes
import NotesWeb

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Add the notes of an export or of a folder: all of them, or none.",
        discussion: """
            From a file, notes come with their ids and times. A note that is already in the database, identical in every \
            field, is left alone. The import fails if the database has a different note with the same id, or if a line is \
            not a note. An export with --all also has the history and the trash. The import fails if the database has \
            another history of a note.

            From a folder, notes come with new ids: those of export --markdown, flatnotes, Obsidian, SilverBullet and \
            Nextcloud Notes (.md and .txt), and those of Google Keep's unpacked Takeout (.json). A note with the same title \
            and text as one in the database is left alone, so a second import adds nothing. Files that are no notes or \
            cannot be read are named with the reason.
            """)

    @Argument(help: "The file or folder to read the notes from; - is the standard input.")
    var file: String = "-"

    @Flag(help: "Change nothing; only say what an import of the folder would do.")
    var dryRun = false

    @Flag(help: "Also import the notes in the trash of Google Keep.")
    var includeTrashed = false

    func run() throws {
        let settings = try Settings.load()
        let database = settings.database
        if Self.isFolder(file) {
            // Times without a zone in files are times in this zone.
            settings.timeZone.apply()
            return try FolderReport(file, database).run(includesTrashed: includeTrashed, isDryRun: dryRun)
        }
        let lines = try LineReader(file, maximumBytes: NoteLine.maximumBytes)
        if dryRun || includeTrashed {
            throw ValidationError("--dry-run and --include-trashed need a folder, and \(file) is none")
        }
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

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return path != "-" && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
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
