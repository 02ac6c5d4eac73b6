#if PostgreSQL
import TestSupport
import Testing

/// The responders of a site need the same key. `doctor` compares its own with those of the responders that run.
@Suite struct SecretKeyTests {
    @Test func doctorFindsAResponderWithAnotherKey() throws {
        let server = try PostgresServer.shared()
        let database = server.url(try server.createDatabase())
        let first = try Service(environment: ["DATABASE_URL": database])
        func doctor(_ key: String) throws -> String {
            let command = try Command(
                "doctor", in: first.folder, environment: ["DATABASE_URL": database, "SECRET_KEY": key])
            return command.text.split(separator: "\n").first { $0.contains("SECRET_KEY") }.map(String.init) ?? ""
        }
        #expect(try doctor(Command.secret).hasPrefix("ok "))
        #expect(try doctor("another secret of 32 characters!").hasPrefix("FAILED "))
        let second = try Service(
            environment: ["DATABASE_URL": database, "SECRET_KEY": "another secret of 32 characters!"])
        let finding = try doctor(Command.secret)
        #expect(finding.hasPrefix("FAILED ") && finding.contains("give all responders of the site the same key"))
        withExtendedLifetime(second) {}
    }
}
#endif
