import GRDB
import Synchronization

/// Rebuilds missing triggers before a write, so that the write is recorded in the history.
///
/// Another program may drop the table `note` and create it again while the store is open. The triggers are gone then.
final class SchemaCheck: Sendable {
    /// The version of the schema that was complete; SQLite changes it with every change of the schema
    /// (https://www.sqlite.org/pragma.html#pragma_schema_version).
    private let complete = Atomic(-1)

    /// - Parameter db: a connection inside a transaction that has the write lock.
    func run(_ db: Database) throws {
        func version() throws -> Int? {
            try db.cachedStatement(sql: "PRAGMA schema_version").firstRow { $0.int(0) }
        }
        guard try version() != complete.load(ordering: .relaxed) else { return }
        // GRDB does not notice the changes of other programs.
        db.clearSchemaCache()
        // A newer version of this program has other triggers.
        guard try db.tableExists("note"), try !Schema.migrator.hasBeenSuperseded(db) else { return }
        if try !Schema.missingObjects(db).isEmpty { try Schema.repair(db) }
        if let version = try version() { complete.store(version, ordering: .relaxed) }
    }
}
