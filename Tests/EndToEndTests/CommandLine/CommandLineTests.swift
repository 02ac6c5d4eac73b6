import Foundation
import GRDB
import TestSupport
import Testing

/// Tests the command line itself: help, version, mistakes and settings.
@Suite struct CommandLineTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    @Test func theVersionIsThatOfTheSourceFile() throws {
        let command = try Command("--version", in: folder)
        let source = try #require(
            FileManager.default.contents(atPath: "\(Checkout.path)/Sources/notes-fcgi/Version.swift"))
        #expect(command.status == 0)
        #expect(command.text.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
        #expect(String(decoding: source, as: UTF8.self).contains("let version = \"\(command.text.dropLast())\"\n"))
    }

    @Test func theHelpListsEveryCommandAndNoSecret() throws {
        let command = try Command("--help", in: folder)
        #expect(command.status == 0)
        #expect(command.errors.isEmpty)
        for name in ["backup", "doctor", "export", "import", "migrate"] {
            #expect(command.text.contains("\n  \(name) "))
            let help = try Command(name, "--help", in: folder)
            #expect(help.status == 0)
            #expect(!help.text.contains(Command.secret))
        }
        #expect(!command.text.contains(Command.secret))
    }

    @Test(arguments: [
        ["nonsense"], ["--nonsense"], ["backup"], ["backup", "a", "b"], ["export", "--x"], ["doctor", "x"],
    ])
    func aMistakeOnTheCommandLineIsReportedInOneLine(arguments: [String]) throws {
        let command = try Command(arguments: arguments, in: folder)
        #expect(command.status == 64)
        #expect(command.error?.hasSuffix("; see notes-fcgi --help") == true, "\(command.errors)")
        #expect(try folder.names.isEmpty)
    }

    @Test func migrateReportsTheVersionsOfTheSchema() throws {
        #expect(try Command("migrate", in: folder).text == "notes.db: migrated from schema 0 to 5\n")
        let service = try Service(in: Service.makeFolder())
        try service.createNote("there")
        let again = try Command("migrate", in: service.folder)
        #expect(again.status == 0)
        #expect(again.text == "notes.db: schema 5, nothing to do\n")
    }

    @Test func migrateReportsARepair() throws {
        _ = try Command("migrate", in: folder)
        let database = try DatabaseQueue(path: folder.file("notes.db"))
        try database.write { try $0.execute(sql: "DROP INDEX note_by_created") }
        try database.close()
        let repair = try Command("migrate", in: folder)
        #expect(repair.status == 0)
        #expect(repair.text.hasPrefix("notes.db: schema 5, repaired: "), "\(repair.text)")
        #expect(repair.text.contains("note_by_created"))
        #expect(try Command("migrate", in: folder).text == "notes.db: schema 5, nothing to do\n")
    }

    @Test func theServiceDoesNotStartWithABadBasePath() throws {
        let service = try Service(starting: Service.makeFolder(), environment: ["BASE_PATH": "/x/"])
        #expect(try service.process.wait(within: 20) == 1)
        #expect(service.errors.hasPrefix("notes-fcgi: BASE_PATH: "), "\(service.errors)")
        #expect(service.errors.split(separator: "\n").count == 1)
    }

    @Test func aBadSettingIsReportedInOneLineWithoutItsValue() throws {
        for command in ["migrate", "export", "import"] {
            let failed = try Command(
                command, in: folder, environment: ["DATABASE_URL": "mysql://me:\(Command.secret)@localhost/notes"])
            #expect(failed.status == 1)
            #expect(failed.error?.contains("DATABASE_URL") == true)
            #expect(!failed.errors.contains(Command.secret))
        }
    }
}
