import Foundation
import GRDB
import TestSupport
import Testing

/// With a database that cannot be used, each command and the service report the reason in one line and change nothing.
@Suite struct BadDatabaseTests {
    private static let commands = [
        ["migrate"], ["backup", "copy.db"], ["export"], ["export", "notes.jsonl"], ["import"],
    ]

    /// Runs commands. Each must fail with `reason` in its message.
    private func expectFailures(
        _ folder: TemporaryDirectory, _ reason: String, commands: [[String]] = commands, prefix: [String] = []
    ) throws {
        let (names, bytes) = (try folder.names, folder.read("notes.db"))
        for arguments in commands {
            let command = try Command(arguments: arguments, in: folder, prefix: prefix)
            #expect(command.status == 1, "\(arguments)")
            #expect(command.error?.contains(reason) == true, "\(arguments): \(command.errors)")
            #expect(command.output.isEmpty, "\(arguments)")
        }
        #expect(try folder.names == names)
        #expect(folder.read("notes.db") == bytes)
    }

    private func expectNoStart(_ folder: TemporaryDirectory, _ reason: String) throws {
        let bytes = folder.read("notes.db")
        let service = try Service(starting: folder)
        #expect(try service.process.wait(within: 20) == 1)
        #expect(service.errors.split(separator: "\n").count == 1, "\(service.errors)")
        #expect(service.errors.contains(reason))
        #expect(folder.read("notes.db") == bytes)
    }

    @Test func aFileThatIsNotADatabase() throws {
        let folder = try Service.makeFolder()
        try folder.write(Array(repeating: UInt8(ascii: "x"), count: 5000), to: "notes.db")
        try expectFailures(folder, "not a database")
        try expectNoStart(folder, "not a database")
    }

    @Test func aTruncatedDatabase() throws {
        let folder = try Service.makeFolder()
        _ = try Command("migrate", in: folder)
        try folder.write(folder.read("notes.db").prefix(6000), to: "notes.db")
        try expectFailures(folder, "malformed")
        try expectNoStart(folder, "malformed")
    }

    @Test func aDatabaseInAMissingFolder() throws {
        let folder = try Service.makeFolder()
        for arguments in Self.commands {
            let command = try Command(
                arguments: arguments, in: folder, environment: ["DATABASE_URL": "sqlite:////nowhere/notes.db"])
            #expect(command.status == 1)
            #expect(command.error?.contains("/nowhere") == true, "\(command.errors)")
        }
        #expect(try folder.names == ["static", "templates"])
    }

    @Test func aDatabaseOfANewerVersion() throws {
        let folder = try Service.makeFolder()
        _ = try Command("migrate", in: folder)
        let database = try DatabaseQueue(path: folder.file("notes.db"))
        try database.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 from the future')") }
        try database.close()
        try expectFailures(folder, "newer version", commands: Self.commands.filter { $0[0] != "backup" })
        try expectNoStart(folder, "newer version")
        #expect(try Command("backup", "copy.db", in: folder).status == 0)
    }

    @Test func aMissingDatabase() throws {
        try expectFailures(
            TemporaryDirectory(), "No such file or directory", commands: [["backup", "copy.db"], ["export"]])
    }

    /// The commands run as the user nobody if root runs the tests, because root may read and write every file.
    @Test func aDatabaseOfAnotherUser() throws {
        let folder = try TemporaryDirectory()
        _ = try Command("migrate", in: folder)
        let prefix = geteuid() == 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path) }
        if geteuid() == 0 {
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        }
        for (permissions, commands) in [
            (0o000, Self.commands), (0o444, [["migrate"], ["import"], ["backup", "copy.db"]]),
        ] as [(Int, [[String]])] {
            let path = folder.file("notes.db")
            try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
            for arguments in commands {
                let command = try Command(arguments: arguments, in: folder, prefix: prefix)
                #expect(command.status == 1, "\(permissions) \(arguments)")
                #expect(command.error != nil, "\(permissions) \(arguments): \(command.errors)")
            }
            let doctor = try Command(arguments: ["doctor"], in: folder, prefix: prefix)
            #expect(doctor.status == 1)
            #expect(doctor.text.contains("\nFAILED  database"), "\(doctor.text)")
        }
        #expect(try folder.names == ["notes.db"])
    }
}
