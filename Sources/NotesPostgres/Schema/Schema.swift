#if PostgreSQL
import Glibc
import Notes

/// The tables, indexes and triggers of a database.
///
/// As in an SQLite database, `note` is the table of a well-known Flask tutorial app, and other programs may still write it.
/// *Owned* tables hold data that exists nowhere else. *Derived* objects can be rebuilt from them.
enum Schema {
    /// The newest version of the schema.
    static let current = 2

    /// The owned tables.
    static let owned = ["note", "note_past", "note_author", "note_key", "note_write"]

    /// The triggers on `note`.
    private static let triggers = [
        "note_before_insert", "note_after_insert", "note_before_update", "note_after_update", "note_after_delete",
        "note_before_truncate",
    ]
    private static let indexes = [
        "note_by_created", "note_by_pinned", "note_by_updated", "note_by_folded_title", "note_text_by_title",
        "note_text_by_content", "note_mention_by_note", "note_mention_by_name",
    ]
    private static let functions = [
        "note_now()", "note_is_version(timestamp)", "note_next_version(timestamp, timestamp)",
        "note_latest_version(bigint, timestamp)", "note_user()",
    ]
    private static let derivedTables = ["note_total", "note_stale", "note_text", "note_mention"]

    /// The number of the advisory lock that only one migration holds at a time.
    private static let lock: Int64 = 7_021_994_016_151_617

    /// Brings the schema up to date, and rebuilds missing derived objects.
    ///
    /// - Parameter isCancelled: called while another process migrates.
    /// - Throws: `UserError`, `PostgresError`; `CancellationError` if `isCancelled` returns true.
    static func migrate(_ connection: Connection, isCancelled: () -> Bool) throws -> Migration {
        guard connection.serverVersion >= 150_000 else { throw UserError("this needs PostgreSQL 15 or newer") }
        let encoding = try connection.run(Call("SELECT getdatabaseencoding()::text"), until: .none).first?.text(0)
        guard encoding == "UTF8" else {
            throw UserError("its encoding is \(encoding ?? "unknown"); create the database with ENCODING 'UTF8'")
        }
        // Most starts find nothing to do, and need no right to create anything.
        if try version(connection) == current, try missingObjects(connection).isEmpty {
            return Migration(previous: current, current: current, repaired: [])
        }
        // A lock of the session: a transaction that waits for a lock does not see tables that were created meanwhile.
        while try connection.run(Call("SELECT pg_try_advisory_lock($1)", [.integer(lock)]), until: .none).first?.flag(0)
            != true
        {
            if isCancelled() { throw CancellationError() }
            usleep(100_000)
        }
        try connection.run(Call("BEGIN"), until: .none)
        let previous = try version(connection)
        guard previous <= current else {
            throw UserError(
                "it was written by a newer version of this program; install that version, or restore a backup")
        }
        if previous == 0 { try createVersion1(connection) }
        let missing = try missingObjects(connection)
        if !missing.isEmpty {
            // Another program may have created its table again.
            try Adoption.run(connection)
            try rebuildDerived(connection)
        } else if previous < current {
            // Version 2 has faster functions. Writes go on while they are replaced.
            try execute(TriggerFunctions(connection).sql, connection)
        }
        try connection.run(Call("UPDATE note_schema SET version = $1", [.integer(Int64(current))]), until: .none)
        try connection.run(
            [Call("COMMIT"), Call("SELECT pg_advisory_unlock($1)", [.integer(lock)])], until: .none)
        return Migration(previous: previous, current: current, repaired: previous == 0 ? [] : missing)
    }

    /// The version of a database's schema; 0 for a new database and for a database of another program.
    static func version(_ connection: Connection) throws -> Int {
        guard try exists("note_schema", connection) else { return 0 }
        return try connection.run(Call("SELECT version FROM note_schema"), until: .none).first?.int(0) ?? 0
    }

    private static func exists(_ table: String, _ connection: Connection) throws -> Bool {
        try connection.run(Call("SELECT to_regclass($1) IS NOT NULL", [.text(table)]), until: .none).first?.flag(0)
            ?? false
    }

    private static func createVersion1(_ connection: Connection) throws {
        if let other = try (owned.dropFirst() + derivedTables).first(where: { try exists($0, connection) }) {
            throw UserError("its table \(other) belongs to another program; use another database")
        }
        if try !exists("note", connection) { try execute(createNote, connection) }
        try execute(ownedOfVersion1, connection)
        try execute("CREATE TABLE note_schema (version integer NOT NULL)", connection)
        try execute("INSERT INTO note_schema VALUES (1)", connection)
    }

    /// The names of derived objects that a database lacks. If another program drops the table `note` and creates it again,
    /// its triggers and its indexes are missing. If it renames the schema, the functions name a schema that is not there.
    static func missingObjects(_ connection: Connection) throws -> [String] {
        let sql = """
            SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NULL
            UNION ALL SELECT name FROM unnest($2::text[]) AS name WHERE NOT EXISTS (
                SELECT FROM pg_trigger WHERE tgrelid = to_regclass('note') AND tgname = name)
            UNION ALL SELECT name FROM unnest($3::text[]) AS name WHERE to_regprocedure(name) IS NULL
            UNION ALL SELECT 'note_before_insert()'
                FROM note_schema, pg_proc, pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
                WHERE version = $4 AND pg_proc.oid = to_regproc('note_before_insert')
                    AND pg_class.oid = to_regclass('note_past') AND strpos(prosrc, quote_ident(nspname) || '.note_past') = 0
            """
        let arguments: [Argument] = [
            .texts(derivedTables + indexes), .texts(triggers), .texts(functions), .integer(Int64(current)),
        ]
        return try connection.run(Call(sql, arguments), until: .none).map { $0.text(0) ?? "" }
    }

    private static func rebuildDerived(_ connection: Connection) throws {
        try createExtension(connection)
        for name in triggers { try execute("DROP FUNCTION IF EXISTS \(name)() CASCADE", connection) }
        for name in functions.reversed() { try execute("DROP FUNCTION IF EXISTS \(name)", connection) }
        for name in indexes { try execute("DROP INDEX IF EXISTS \(name)", connection) }
        for name in derivedTables { try execute("DROP TABLE IF EXISTS \(name)", connection) }
        for sql in [derivedOfVersion1, fillOfVersion1, try TriggerFunctions(connection).sql, triggersOfVersion1] {
            try execute(sql, connection)
        }
    }

    private static func createExtension(_ connection: Connection) throws {
        let installed = "SELECT FROM pg_extension WHERE extname = 'pg_trgm'"
        guard try connection.run(Call(installed), until: .none).count == 0 else { return }
        do {
            try execute("CREATE EXTENSION pg_trgm", connection)
        } catch let error as PostgresError {
            throw UserError(
                "it has no extension pg_trgm: \(error.message); let an administrator run deploy/postgres/setup.sql, or in this database: CREATE EXTENSION pg_trgm"
            )
        }
    }

    /// Runs several statements without parameters. A DO block is one statement, so the pipeline accepts it.
    private static func execute(_ sql: String, _ connection: Connection) throws {
        try connection.run(
            Call("DO $notes$ BEGIN EXECUTE $sql$\(sql)$sql$; END $notes$", isPrepared: false), until: .none)
    }
}
#endif
