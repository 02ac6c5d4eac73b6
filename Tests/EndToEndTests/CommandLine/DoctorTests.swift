import Foundation
import GRDB
import TestSupport
import Testing

extension SiteTests {
    @Suite struct DoctorTests {
        private func line(_ command: Command, _ subject: String) -> Substring {
            command.text.split(separator: "\n").first { $0.dropFirst(8).hasPrefix("\(subject): ") } ?? "no \(subject)"
        }

        @Test(arguments: [BasePath.standard, "/x/y"]) func aHealthySite(basePath: String) throws {
            let site = try Site(basePath: basePath)
            try site.service.createNote("there")
            let command = try Command(
                "doctor", "--socket", site.service.socket, "--url", "\(site.address)/", in: site.service.folder,
                environment: ["SECRET_KEY": Command.secret, "BASE_PATH": basePath])
            #expect(command.status == 0, "\(command.text)")
            #expect(command.errors.isEmpty)
            for subject in [
                "SECRET_KEY", "time zone", "database", "database is writable", "database is whole", "journal", "schema",
                "disk space",
                "templates", "libfcgi", "site",
            ] {
                #expect(line(command, subject).hasPrefix("ok      "), "\(command.text)")
            }
            #expect(!command.text.contains("FAILED"))
            #expect(!command.text.contains(Command.secret))
        }

        @Test func aMissingDatabaseAndMissingTemplatesAreFailures() throws {
            let folder = try TemporaryDirectory()
            let command = try Command("doctor", in: folder, environment: [:])
            #expect(command.status == 1)
            #expect(command.errors.isEmpty)
            #expect(line(command, "SECRET_KEY").hasPrefix("warning "))
            #expect(line(command, "database").hasPrefix("FAILED  "))
            #expect(line(command, "templates").hasPrefix("FAILED  "))
            #expect(try folder.names.isEmpty)
            let socket = try Command("doctor", "--socket", folder.file("none.sock"), in: folder)
            #expect(line(socket, "socket").hasPrefix("warning "))
        }

        @Test func theProcessorsFollowTheAffinity() throws {
            let folder = try Service.makeFolder()
            let command = try Command(
                arguments: ["doctor"], in: folder, prefix: ["/usr/bin/taskset", "--cpu-list", "0"])
            #expect(line(command, "processors").hasPrefix("ok      processors: 1 "), "\(command.text)")
        }

        @Test func aBadSettingIsAFailure() throws {
            let command = try Command(
                "doctor", in: Service.makeFolder(),
                environment: ["DATABASE_URL": "mysql://me:\(Command.secret)@host/db"])
            #expect(command.status == 1)
            #expect(line(command, "settings").contains("DATABASE_URL"))
            #expect(!command.text.contains(Command.secret))
        }

        @Test func aDatabaseThatTheServiceHasNotMigratedIsAWarning() throws {
            let folder = try Service.makeFolder()
            let path = folder.file("notes.db")
            try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE other (id INTEGER)") }
            let bytes = folder.read("notes.db")
            let command = try Command("doctor", in: folder)
            #expect(command.status == 0, "\(command.text)")
            #expect(line(command, "journal").hasPrefix("warning "))
            #expect(line(command, "schema").hasPrefix("warning "))
            #expect(folder.read("notes.db") == bytes)
        }

        /// The service refuses such a table, and so does `migrate`.
        @Test func aTableOfAnotherProgramIsAFailure() throws {
            let folder = try Service.makeFolder()
            let database = try DatabaseQueue(path: folder.file("notes.db"))
            try database.write { try $0.execute(sql: "CREATE TABLE note (id INTEGER PRIMARY KEY, title TEXT)") }
            try database.close()
            let bytes = folder.read("notes.db")
            let command = try Command("doctor", in: folder)
            #expect(command.status == 1)
            #expect(line(command, "schema").hasPrefix("FAILED  "), "\(command.text)")
            #expect(try Command("migrate", in: folder).status == 1)
            #expect(folder.read("notes.db") == bytes)
        }

        @Test func aDamagedDatabaseIsAFailure() throws {
            let folder = try Service.makeFolder()
            _ = try Command("migrate", in: folder)
            let page = try DatabaseQueue(path: folder.file("notes.db")).read {
                try Int.fetchOne($0, sql: "SELECT rootpage FROM sqlite_master WHERE name = 'note_by_created'")
            }
            var bytes = folder.read("notes.db")
            for index in bytes.indices.dropFirst((try #require(page) - 1) * 4096).prefix(4096) { bytes[index] = 0x55 }
            try folder.write(bytes, to: "notes.db")
            let command = try Command("doctor", in: folder)
            #expect(command.status == 1)
            #expect(line(command, "database is whole").hasPrefix("FAILED  "), "\(command.text)")
        }

        @Test func anAddressOutsideTheBasePathIsAFailure() throws {
            let command = try Command(
                "doctor", "--url", "http://127.0.0.1:1/x", in: Service.makeFolder(),
                environment: ["SECRET_KEY": Command.secret, "BASE_PATH": "/x/y"])
            #expect(command.status == 1)
            #expect(line(command, "site").hasPrefix("FAILED  "))
            #expect(line(command, "site").contains("is not below BASE_PATH, which is /x/y"), "\(command.text)")
        }

        @Test func aSocketThatEveryUserCanOpenIsAFailure() throws {
            let service = try Service()
            for (mode, level) in [(0o666, "FAILED  "), (0o600, "warning ")] {
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: service.socket)
                let command = try Command("doctor", "--socket", service.socket, in: service.folder)
                #expect(line(command, "socket").hasPrefix(level), "\(command.text)")
            }
            let command = try Command("doctor", "--socket", "notes.db", in: service.folder)
            #expect(line(command, "socket").hasPrefix("FAILED  "))
        }

        @Test func aSiteWithAnUnexpectedResponseIsAFailure() throws {
            let site = try Site()
            let folder = site.service.folder
            for url in [
                "\(site.address)/nothing", "http://127.0.0.1:1/", "file:///etc/passwd", "nonsense",
                "http://me:\(Command.secret)@127.0.0.1/",
            ] {
                let command = try Command("doctor", "--url", url, in: folder)
                #expect(command.status == 1, "\(url)")
                #expect(line(command, "site").hasPrefix("FAILED  "), "\(command.text)")
                #expect(!command.text.contains(Command.secret))
            }
        }
    }
}
