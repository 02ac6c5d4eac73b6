#if PostgreSQL
import Testing
import TestSupport

/// If the role may not use the database, the service does not start, and writes one line.
@Suite struct RightsTests {
    @Test(arguments: [
        (sql: "", message: "permission denied for schema public"),
        (sql: "CREATE TABLE note_schema AS SELECT 1 AS version", message: "permission denied for table note_schema"),
        (sql: "REVOKE CONNECT ON DATABASE %d FROM PUBLIC", message: "permission denied for database"),
        (sql: "ALTER ROLE %r NOLOGIN", message: "is not permitted to log in"),
    ])
    func theServiceDoesNotStart(sql: String, message: String) throws {
        let server = try PostgresServer.shared()
        let database = try server.createDatabase()
        let role = "guest_\(database)"
        try server.execute("CREATE ROLE \(role) LOGIN", in: database)
        if !sql.isEmpty {
            try server.execute(sql.replacing("%d", with: database).replacing("%r", with: role), in: database)
        }
        let service = try Service(
            starting: Service.makeFolder(), environment: ["DATABASE_URL": server.url(database, user: role)])
        #expect(try service.process.wait(within: 20) == 1)
        #expect(service.errors.split(separator: "\n").count == 1, "\(service.errors)")
        #expect(service.errors.contains("cannot use postgresql://"), "\(service.errors)")
        #expect(service.errors.contains(message) && service.errors.contains("setup.sql"), "\(service.errors)")
    }

    /// The schema is there, so the service needs no right to create tables.
    @Test func aRoleThatMayOnlyReadIsNotEnough() throws {
        let server = try PostgresServer.shared()
        let database = try server.createDatabase()
        let folder = try Service.makeFolder()
        let migration = try Command(
            "migrate", in: folder, environment: ["SECRET_KEY": Command.secret, "DATABASE_URL": server.url(database)])
        #expect(migration.status == 0)
        try server.execute("CREATE ROLE reader LOGIN", in: database)
        try server.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", in: database)
        let environment = ["DATABASE_URL": server.url(database, user: "reader")]
        let service = try Service(starting: folder, environment: environment)
        #expect(try service.process.wait(within: 20) == 1)
        #expect(service.errors.split(separator: "\n").count == 1, "\(service.errors)")
        #expect(service.errors.contains("permission denied for table note_write"), "\(service.errors)")
    }

    @Test func anUnknownDatabaseIsNamed() throws {
        let server = try PostgresServer.shared()
        let service = try Service(
            starting: Service.makeFolder(), environment: ["DATABASE_URL": server.url("missing")])
        #expect(try service.process.wait(within: 20) == 1)
        #expect(service.errors.split(separator: "\n").count == 1, "\(service.errors)")
        #expect(service.errors.contains("database \"missing\" does not exist"), "\(service.errors)")
    }
}
#endif
