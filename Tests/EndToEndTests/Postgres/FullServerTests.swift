#if PostgreSQL
import Foundation
import Testing
import TestSupport

/// While the server's disk is full, no note is lost and notes can be read. When there is room again, notes can be written.
@Suite struct FullServerTests {
    @Test func aFullDiskRefusesWritesOnly() throws {
        // Only the server sees the disk, because it has its own mount namespace. Its log is on another disk.
        let server = try PostgresServer(
            preparation: "mkdir -m 700 data; mount -t tmpfs -o size=80m,mode=700 notes data",
            prefix: [Program.unshare.path, "-m", "--"])
        let database = try server.createDatabase()
        let service = try Service(environment: ["DATABASE_URL": server.url(database)])
        try service.createNote("first", content: "some words")

        // The path of the file outside the mount namespace.
        let ballast = "/proc/\(server.processID)/root\(server.folder)/data/ballast"
        _ = FileManager.default.createFile(atPath: ballast, contents: nil)
        let file = try #require(FileHandle(forWritingAtPath: ballast))
        while (try? file.write(contentsOf: Data(count: 4096))) != nil {}
        try file.close()

        // Random letters, which the server cannot compress.
        let text = String((0..<500_000).map { _ in "abcdefghijklmnopqrstuvwxyz".randomElement() ?? "a" })
        let large = #"{"title":"second","content":"\#(text)"}"#
        let full = try service.send(FastCGIRequest("POST", "/api/notes", json: large))
        #expect(full.status == 507)
        #expect(full.text == #"{"error":"There is no room for more"}"#)
        let visitor = try Visitor(Site(service))
        let form = try visitor.submit("/notes/new", ["title": "my title", "content": text])
        #expect(form.status == 507)
        #expect(form.text.contains("value=\"my title\"") && form.text.contains(text))
        for target in ["/notes", "/notes/1", "/api/notes/1", "/api/notes/search?q=words", "/notes?q=first"] {
            let response = try service.send(FastCGIRequest("GET", target))
            #expect(response.status == 200 && response.text.contains("first"), "\(target)")
        }

        try FileManager.default.removeItem(atPath: ballast)
        // A server that has stopped because of the full disk starts again.
        try waitUntil("the note can be written") {
            let response = try service.send(FastCGIRequest("POST", "/api/notes", json: large))
            #expect([201, 503, 507].contains(response.status), "\(response.text)")
            return response.status == 201
        }
        #expect(!service.process.hasEnded)
    }
}
#endif
