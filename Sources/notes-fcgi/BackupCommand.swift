import ArgumentParser
import NotesSQLite

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the whole database into a file, while it is being written.",
        discussion: """
            The copy is one moment's, checked, and durable before it gets its name. A file that is there is replaced by a \
            whole copy or stays as it is. To restore one, end the service and put the copy in the database's place.
            """)

    @Argument(help: "Where the copy goes.")
    var file: String

    func run() throws {
        Interruption.postpone()
        let archive = SQLiteNoteArchive(path: try Settings.load().databasePath)
        let copy = try AtomicFile(file, sparing: archive.files)
        defer { copy.discard() }
        let progress = Progress()
        try archive.backUp(to: copy.temporaryPath, isCancelled: { Interruption.isPending }) { part in
            progress.report(part < 1 ? "backup: \(Int(part * 100)) % copied" : "backup: checking the copy")
        }
        try copy.commit()
    }
}
