import ArgumentParser
import FastCGI
import Notes

struct MigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring the database's schema up to date, as every start of the service does.",
        discussion: "It also creates a missing database, and rebuilds missing triggers, indexes and search tables.")

    func run() throws {
        let database = try Settings.load().database
        let migration = try database.archive.migrate(isCancelled: { TerminationSignals.isPending })
        print("\(database): \(Self.summary(migration))")
    }

    static func summary(_ migration: Migration) -> String {
        if migration.previous != migration.current {
            return "migrated from schema \(migration.previous) to \(migration.current)"
        }
        return migration.repaired.isEmpty
            ? "schema \(migration.current), nothing to do"
            : "schema \(migration.current), repaired: \(migration.repaired.joined(separator: ", "))"
    }
}
