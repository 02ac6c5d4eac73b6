import ArgumentParser
import Notes
import NotesSQLite

struct MigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring the database's schema up to date, as every start of the service does.")

    func run() throws {
        let path = try Settings.load().databasePath
        let migration = try SQLiteNoteArchive(path: path).migrate { false }
        let work =
            if migration.previous != migration.current {
                "migrated from schema \(migration.previous) to \(migration.current)"
            } else if !migration.repaired.isEmpty {
                "schema \(migration.current), repaired: \(migration.repaired.joined(separator: ", "))"
            } else {
                "schema \(migration.current), nothing to do"
            }
        print("\(path): \(work)")
    }
}
