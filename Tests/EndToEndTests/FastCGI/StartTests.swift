import Foundation
import GRDB
import Testing
import TestSupport

/// A service that cannot start writes one line: the reason, and the remedy.
@Suite struct StartTests {
    /// Waits until a service that cannot start has ended.
    ///
    /// - Returns: the only line that the service wrote.
    private func onlyErrorLine(_ service: Service) throws -> String {
        let status = try service.process.wait(within: 20)
        #expect(status == 1)
        let lines = service.errors.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 2 && lines.last == "", "not one line: \(service.errors)")
        return String(lines[0])
    }

    @Test func withoutASocketItDoesNotStart() throws {
        let folder = try Service.makeFolder()
        let process = try ChildProcess([Checkout.notesFCGI], in: folder.path, errors: "\(folder.path)/errors")
        #expect(try process.wait(within: 20) == 1)
        let errors = String(decoding: folder.read("errors"), as: UTF8.self)
        #expect(errors.contains("spawn-fcgi -n -s "))
        #expect(errors.split(separator: "\n").count == 1)
    }

    @Test(arguments: ["mysql://localhost/notes", "sqlite://", "notes.db", "", "sqlite:///:memory:"])
    func withABadDatabaseURLItDoesNotStart(url: String) throws {
        let service = try Service(starting: Service.makeFolder(), environment: ["DATABASE_URL": url])
        #expect(try onlyErrorLine(service).contains("DATABASE_URL"))
    }

    @Test func withAnUnknownTimeZoneItDoesNotStart() throws {
        let service = try Service(starting: Service.makeFolder(), environment: ["TZ": "Europe/Berln"])
        #expect(try onlyErrorLine(service).contains("TZ: there is no time zone Europe/Berln"))
    }

    @Test(arguments: [
        ("Asia/Kolkata", "2 Jan 2026, 00:29"), ("America/New_York", "1 Jan 2026, 13:59"), ("UTC", "1 Jan 2026, 18:59"),
    ])
    func pagesShowTimesInTheTimeZoneOfTheService(zone: String, text: String) throws {
        let folder = try Service.makeFolder()
        try folder.write(Array("TZ=\(zone)\n".utf8), to: ".env")
        let service = try Service(in: folder)
        try service.createNote("note")
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        let database = try DatabaseQueue(path: folder.file("notes.db"), configuration: configuration)
        try database.write { try $0.execute(sql: "UPDATE note SET created_at = '2026-01-01 18:59:59.999999'") }
        for target in ["/notes", "/notes/1"] {
            let page = try service.send(FastCGIRequest("GET", target)).text
            #expect(page.contains("<time datetime=\"2026-01-01T18:59:59.999Z\">\(text)</time>"), "\(target): \(page)")
        }
    }

    @Test func withoutTheFolderOfItsDatabaseItDoesNotStart() throws {
        let service = try Service(
            starting: Service.makeFolder(), environment: ["DATABASE_URL": "sqlite:////nowhere/notes.db"])
        #expect(try onlyErrorLine(service).contains("/nowhere"))
    }

    @Test func withAnotherKindOfFileAsDatabaseItDoesNotStart() throws {
        let folder = try Service.makeFolder()
        try folder.write(Array(repeating: UInt8(ascii: "x"), count: 5000), to: "notes.db")
        #expect(try onlyErrorLine(Service(starting: folder)).contains("notes.db"))
        #expect(folder.read("notes.db").count == 5000)
    }

    @Test func withoutATemplateItDoesNotStart() throws {
        let folder = try Service.makeFolder()
        try FileManager.default.removeItem(atPath: "\(folder.path)/templates/notes/list.html")
        #expect(try onlyErrorLine(Service(starting: folder)).contains("templates/notes/list.html"))
    }

    @Test func withAnUnknownNameInATemplateItDoesNotStart() throws {
        let folder = try Service.makeFolder()
        let lines = folder.read("templates/404.html").split(separator: UInt8(ascii: "\n"))
        try folder.write(
            lines.joined(separator: Array("\n".utf8)) + Array("\n{{nonsense}}\n".utf8), to: "templates/404.html")
        let line = try onlyErrorLine(Service(starting: folder))
        #expect(line.contains("templates/404.html:\(lines.count + 1):"))
        #expect(line.contains("nonsense"))
    }

    @Test(arguments: [4, 9, 12, 40]) func withTooFewDescriptorsItDoesNotStart(count: Int) throws {
        let service = try Service(
            starting: Service.makeFolder(), prefix: [Program.prlimit.path, "--nofile=\(count):\(count)", "--"])
        #expect(try onlyErrorLine(service).contains("may open fewer than 64 files"))
    }

    @Test func withAMalformedLineInTheSettingsItDoesNotStart() throws {
        let folder = try Service.makeFolder()
        try folder.write("# settings\nSECRET_KEY=tests of the start\nthis is nothing\n".utf8, to: ".env")
        #expect(try onlyErrorLine(Service(starting: folder)).contains(".env, line 3"))
    }

    @Test(arguments: 1...5)
    func severalProcessesCanCreateADatabaseAtTheSameTime(round: Int) throws {
        let folder = try Service.makeFolder()
        let services = try (0..<3).map { try Service(starting: folder, socketName: "\($0).sock") }
        for service in services { try service.waitUntilReady() }
        for (index, service) in services.enumerated() {
            let note = try service.createNote("from \(index)")
            // Every process shows the new note at once.
            for other in services {
                let response = try other.send(FastCGIRequest("GET", "/api/notes/\(note.id)"))
                #expect(try response.note().title == "from \(index)")
            }
        }
    }
}
