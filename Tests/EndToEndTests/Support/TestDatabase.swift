import Foundation
import Locking
import TestSupport

/// The database of a service for which the test names none.
enum TestDatabase {
    /// Whether it is on a PostgreSQL server. The environment variable NOTES_TEST_DATABASE sets it to `postgres`, so that the
    /// same tests can run with both kinds of database.
    static let isOnServer = ProcessInfo.processInfo.environment["NOTES_TEST_DATABASE"] == "postgres"

    /// The names of the databases, by working directory.
    private static let names = Locked<[String: String]>([:])

    /// The settings of a service for its database. Services in one working directory use the same database.
    static func settings(for folder: TemporaryDirectory) throws -> [String: String] {
        guard isOnServer else { return [:] }
        let server = try PostgresServer.shared()
        let name = try names.withLock { names in
            if let name = names[folder.path] { return name }
            let name = try server.createDatabase()
            names[folder.path] = name
            return name
        }
        return ["DATABASE_URL": server.url(name)]
    }
}
