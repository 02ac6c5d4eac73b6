import GRDB
import Notes

/// The tables, indexes and triggers of a database.
///
/// The schema has two parts:
/// - *Owned* tables hold data that exists nowhere else. Only `migrate` changes their columns, and nothing drops them.
/// - *Derived* objects can be rebuilt from owned tables. If one object is missing, `migrate` rebuilds all of them, unless
///   it is an index.
///
/// `note` is the table that SQLAlchemy creates for a well-known Flask tutorial app. This program uses the database of
/// that app directly, and other programs may still write `note`. Triggers record every change in derived tables. They
/// work in any program that opens the file, even if its SQLite lacks FTS5.
enum Schema {
    /// The names of all owned tables. A migration that creates a table adds its name here.
    static let owned = [
        "note", "note_past", "note_author", "note_highest_id", "note_key", "note_import", "note_incoming",
    ]

    /// The newest version of the schema. A version is the number of migrations up to it.
    static var current: Int { migrator.migrations.count }

    /// The version of a database's schema; 0 for a new database and for a database of another program.
    static func version(_ db: Database) throws -> Int {
        try migrator.completedMigrations(db).count
    }

    /// The reason why this program must not open a database, in words for the user; nil if it may open the database.
    static func reasonToRefuse(_ db: Database) throws -> String? {
        if try migrator.hasBeenSuperseded(db) {
            return "it was written by a newer version of this program; install that version, or restore a backup"
        }
        let version = try version(db)
        let names = owned.dropFirst() + derived.map(\.name)
        if version == 0, let name = try names.first(where: { try exists($0, db) }) {
            return "its \(name) belongs to another program; set DATABASE_URL to another file"
        }
        // Databases of earlier versions have only the first owned tables.
        let needed = version == current ? owned : version > 0 ? ["note"] : []
        if let name = try needed.first(where: { try !db.tableExists($0) }) {
            return "it has no table \(name); restore a backup"
        }
        guard try db.tableExists("note") else { return nil }
        return try missingColumns(db, adoptedColumns).first.map {
            "its table note has no column \($0); it belongs to another program"
        }
    }

    /// The reason why this program cannot read the notes without a migration, in words for the user; nil if it can.
    static func reasonNotToRead(_ db: Database) throws -> String? {
        if let reason = try reasonToRefuse(db) { return reason }
        guard try db.tableExists("note") else {
            return "it has no table note; run migrate, or set DATABASE_URL to the right file"
        }
        return try missingColumns(db, columns).first.map { "its table note has no column \($0) yet; run migrate" }
    }

    /// Brings a schema up to date. `reasonToRefuse` must return nil, and only one process at a time may call this.
    static func migrate(_ writer: DatabaseQueue) throws -> Migration {
        let previous = try writer.inDatabase(version)
        try migrator.migrate(writer)
        let missing = try writer.inDatabase(missingObjects)
        if !missing.isEmpty {
            try writer.write(repair)
        }
        // After a migration, a missing object is most likely new, so it does not count as repaired.
        return Migration(previous: previous, current: current, repaired: previous == current ? missing : [])
    }

    /// Adds missing columns, and rebuilds all derived objects. If only indexes are missing, creates only those: a rebuild
    /// of the search index takes minutes if there are many notes.
    static func repair(_ db: Database) throws {
        try addMissingColumns(db)
        let missing = try Set(missingObjects(db))
        let indexes = indexes.filter { missing.contains($0.name) }
        if indexes.count < missing.count {
            try db.execute(sql: rebuildDerived)
        } else {
            for index in indexes {
                // The name may belong to an index of a table that another program has renamed.
                try db.execute(sql: "DROP INDEX IF EXISTS \(index.name)")
                try db.execute(sql: createIndex(name: index.name, terms: index.terms))
            }
        }
    }

    /// The names of the columns and derived objects that a database lacks. If another program drops the table `note`
    /// and creates it again, its triggers, its indexes, and columns that migrations have added are missing. If it renames
    /// the table, triggers and indexes stay with the renamed table.
    static func missingObjects(_ db: Database) throws -> [String] {
        try missingColumns(db, columns)
            + derived.filter { try !exists($0.name, type: $0.type, on: $0.table, db) }.map(\.name)
    }

    /// Adds missing columns to the table `note`. They have no type, so SQLite stores every value unchanged.
    static func addMissingColumns(_ db: Database, _ needed: [String] = columns) throws {
        for name in try missingColumns(db, needed) { try db.execute(sql: "ALTER TABLE note ADD COLUMN \(name)") }
    }

    static let columns = Note.Column.allCases.map(\.name)

    private static func missingColumns(_ db: Database, _ needed: [String]) throws -> [String] {
        let existing = try Set(db.columns(in: "note").map { $0.name.lowercased() })
        return needed.filter { !existing.contains($0) }
    }

    /// - Parameter table: the table of a trigger or an index, or a table's own name; nil for any table.
    static func exists(_ name: String, type: String? = nil, on table: String? = nil, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (
                    SELECT 1 FROM sqlite_master WHERE name = ? COLLATE NOCASE AND type = ifnull(?, type)
                        AND tbl_name = ifnull(?, tbl_name) COLLATE NOCASE)
                """,
            arguments: [name, type, table]) ?? false
    }

    /// Whether the table `note`, which another program may have created, may refuse a note that this program stores.
    static func canRefuseNotes(_ db: Database) throws -> Bool {
        let known = Set(derived.map(\.name))
        let triggers = try String.fetchAll(
            db, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'note' COLLATE NOCASE")
        if try triggers.contains(where: { !known.contains($0) }) || db.indexes(on: "note").contains(where: \.isUnique) {
            return true
        }
        let sql = try String.fetchOne(
            db, sql: "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'note' COLLATE NOCASE")
        if ["CHECK", "STRICT", "GENERATED"].contains(where: { sql?.uppercased().contains($0) ?? true }) { return true }
        return try db.columns(in: "note").contains {
            $0.isNotNull && $0.defaultValueSQL == nil && !["id", "title", "content"].contains($0.name.lowercased())
        }
    }
}
