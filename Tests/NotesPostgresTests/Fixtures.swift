#if PostgreSQL
import Locking
import Notes
import TestSupport

@testable import NotesPostgres

/// A store in a database of its own, on the server that all tests share.
struct TestStore {
    let server: PostgresServer
    let database: String
    let store: PostgresNoteStore
    /// The connection of another program.
    private let other: Connection

    var address: ServerAddress { get throws { try ServerAddress(url: server.url(database)) } }

    /// - Parameter sql: prepares the database before the store opens it. Without it, the database is a copy of one that a
    ///   store has prepared, which is faster.
    init(retention: Retention = Retention(), connections: Int = 12, preparedBy sql: String? = nil) throws {
        server = try PostgresServer.shared()
        database = try server.createDatabase(from: sql == nil ? Self.template(server) : "template0")
        if let sql { try server.execute(sql, in: database) }
        store = try PostgresNoteStore(
            ServerAddress(url: server.url(database)), connections: connections, retention: retention)
        other = try Connection(ServerAddress(url: server.url(database)))
    }

    private static let template = Locked<String?>(nil)

    private static func template(_ server: PostgresServer) throws -> String {
        try template.withLock { template in
            if let template { return template }
            let name = try server.createDatabase()
            try PostgresNoteStore(ServerAddress(url: server.url(name))).close()
            template = name
            return name
        }
    }

    /// Runs SQL as another program would, and returns the first column of all rows as texts.
    @discardableResult
    func sql(_ sql: String) throws -> [String] {
        try other.run(Call(sql, isPrepared: false), until: .none).map { $0.text(0) ?? "NULL" }
    }

    /// Waits until the search index knows every note.
    func waitUntilIndexed() throws {
        try waitUntil("every note is indexed") { try sql("SELECT count(*)::text FROM note_stale") == ["0"] }
    }
}
#endif
