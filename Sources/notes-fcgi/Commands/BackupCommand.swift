import ArgumentParser
import FastCGI
import Notes

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the whole database into a file, while the service goes on writing.",
        discussion: """
            The copy shows the database as it was at one moment. It is checked and made durable before it gets its name, so \
            an existing file is either replaced by a complete copy or stays unchanged. To restore a backup, stop the \
            service, move the database away together with its files -wal and -shm, and put the copy in its place.

            PostgreSQL has a program of its own for this: pg_dump.
            """)

    @Argument(help: "The file to write the copy to.")
    var file: String

    func run() throws {
        TerminationSignals.block()
        let archive = try Settings.load().database.archive
        let copy = try AtomicFile(file, protected: archive.files)
        let progress = Progress()
        try archive.backUp(to: copy.temporaryPath, isCancelled: { TerminationSignals.isPending }) { part in
            progress.report(part < 1 ? "backup: \(Int(part * 100)) % copied" : "backup: checking the copy")
        }
        try copy.commit()
    }
}
