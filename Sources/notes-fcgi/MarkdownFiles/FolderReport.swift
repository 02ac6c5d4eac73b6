import FastCGI
import Notes

/// Imports a folder, and prints what happened to its files.
struct FolderReport {
    private let folder: String
    private let database: Database

    init(_ folder: String, _ database: Database) {
        self.folder = folder
        self.database = database
    }

    /// - Throws: `UserError`; `CancellationError` after a signal. Then nothing was imported.
    func run(includesTrashed: Bool, isDryRun: Bool) throws {
        let reader = try FolderImport(folder, includesTrashed: includesTrashed)
        let progress = Progress()
        let added = try database.archive.addNew(
            {
                progress.report("import: \(reader.notes.count) notes read")
                return reader.next()
            },
            isDryRun: isDryRun,
            willAdd: { TerminationSignals.block() },
            isCancelled: {
                progress.report("import: adding \(reader.notes.count) notes")
                return TerminationSignals.isPending
            })
        if isDryRun {
            for id in added.sorted() {
                let (path, title) = reader.notes[Int(id) - 1]
                Self.show("would add \(path): \(title)")
            }
        }
        for remark in reader.incomplete { Self.show("not imported from \(remark.path): \(remark.text)") }
        for remark in reader.skipped { Self.show("not imported: \(remark.path) \(remark.text)") }
        let count = ImportCount(added: added.count, unchanged: reader.notes.count - added.count)
        let counts = ImportCommand.text(count, past: ImportCount())
        print("\(database): \(isDryRun ? "if imported, " : "")\(counts); files left out: \(reader.skipped.count)")
    }

    /// Prints one line. Control characters in names of files could change what a terminal shows.
    private static func show(_ text: String) {
        print(
            String(
                String.UnicodeScalarView(
                    text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 })))
    }
}
