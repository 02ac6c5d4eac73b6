import ArgumentParser
import NotesSQLite

struct MigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring the database's schema up to date, as every start of the service does.")

    func run() throws {
        let path = try Settings.load().databasePath
        let before = try DatabaseFile(path: path).migrate()
        let current = DatabaseFile.currentSchema
        print(
            before == current
                ? "\(path): schema \(current), nothing to do" : "\(path): migrated from schema \(before) to \(current)")
    }
}
