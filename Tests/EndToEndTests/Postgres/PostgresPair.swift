#if PostgreSQL
import TestSupport

/// A primary and its synchronous standby, with one database.
final class PostgresPair: Sendable {
    let primary: PostgresServer
    let standby: PostgresServer
    let database: String

    /// - Parameters: settings of the primary, and a program that becomes its shell, with its arguments.
    init(settings: [String] = [], prefix: [String] = []) throws {
        primary = try PostgresServer(settings: settings, prefix: prefix)
        database = try primary.createDatabase()
        // After a restart of the primary, the standby is back soon.
        standby = try PostgresServer(settings: ["wal_retrieve_retry_interval=100ms"], standbyOf: primary)
        try primary.execute("ALTER SYSTEM SET synchronous_standby_names = '*'", in: database)
        try primary.execute("SELECT pg_reload_conf()", in: database)
        let primary = primary
        let database = database
        try waitUntil("the standby is synchronous") {
            try primary.query("SELECT sync_state FROM pg_stat_replication", in: database) == ["sync"]
        }
    }

    /// The address of the database, with both servers.
    var url: String { "postgresql://notes@/\(database)?host=\(primary.folder),\(standby.folder)" }

    /// Makes the standby the primary.
    func promote() throws {
        try standby.execute("SELECT pg_promote(wait => false)", in: database)
    }
}
#endif
