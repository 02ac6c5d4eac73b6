import Foundation
import Testing
import TestSupport

/// While the disk is full, no note is lost and notes can be read. When there is room again, notes can be written.
@Suite struct DiskFullTests {
    @Test func aFullDiskRefusesWritesOnly() throws {
        let folder = try Service.makeFolder()
        try FileManager.default.createDirectory(atPath: folder.file("disk"), withIntermediateDirectories: false)
        // Only this process sees the disk, because it has its own mount namespace (and user namespace).
        let mount = "mount -t tmpfs -o size=4m notes disk && exec \"$@\""
        let service = try Service(
            starting: folder, environment: ["DATABASE_URL": "sqlite:///disk/notes.db"],
            prefix: [Program.unshare.path, "-rm", "--", Program.bash.path, "-c", mount, "bash"])
        try service.waitUntilReady()
        try service.createNote("first", content: "some words")

        // The path of the file outside the mount namespace.
        let ballast = "/proc/\(service.process.id)/root\(folder.file("disk"))/ballast"
        _ = FileManager.default.createFile(atPath: ballast, contents: Data())
        let file = try #require(FileHandle(forWritingAtPath: ballast))
        while (try? file.write(contentsOf: Data(count: 4096))) != nil {}
        try file.close()

        let large = #"{"title":"second","content":"\#(String(repeating: "x", count: 500_000))"}"#
        let full = try service.send(FastCGIRequest("POST", "/api/notes", json: large))
        #expect(full.status == 507)
        #expect(full.text == #"{"error":"There is no room for more"}"#)
        let visitor = try Visitor(Site(service))
        let form = try visitor.submit(
            "/notes/new", ["title": "my title", "content": String(repeating: "typed ", count: 80_000)])
        #expect(form.status == 507)
        #expect(form.text.contains("value=\"my title\"") && form.text.contains("typed typed"))
        for target in ["/notes", "/notes/1", "/api/notes/1", "/api/notes/search?q=words", "/notes?q=first"] {
            let response = try service.send(FastCGIRequest("GET", target))
            #expect(response.status == 200 && response.text.contains("first"), "\(target)")
        }

        try FileManager.default.removeItem(atPath: ballast)
        #expect(try service.send(FastCGIRequest("POST", "/api/notes", json: large)).status == 201)
        #expect(!service.process.hasEnded)
    }

    /// The import leaves enough room for the service.
    @Test func anImportThatDoesNotFitAddsNothing() throws {
        let folder = try Service.makeFolder()
        try FileManager.default.createDirectory(atPath: folder.file("disk"), withIntermediateDirectories: false)
        let text = String(repeating: "text ", count: 100_000)
        let lines = (1...120).map {
            #"{"id":\#($0),"title":"t","content":"\#(text)","is_pinned":false,"created_at":null,"updated_at":null}"#
        }
        try folder.write(Array(lines.joined(separator: "\n").utf8), to: "notes.jsonl")
        let mount = """
            mount -t tmpfs -o size=72m notes disk
            "$@" import notes.jsonl 2>errors
            exec "$@"
            """
        let service = try Service(
            starting: folder, environment: ["DATABASE_URL": "sqlite:///disk/notes.db"],
            prefix: [Program.unshare.path, "-rm", "--", Program.bash.path, "-c", mount, "bash"])
        try service.waitUntilReady()
        let errors = folder.read("errors")
        #expect(String(decoding: errors, as: UTF8.self).contains("nothing was imported: the disk of"))
        for _ in 1...3 { try service.createNote("after", content: String(text.prefix(100_000))) }
        #expect(try service.send(FastCGIRequest("GET", "/api/health")).status == 200)
        #expect(try service.send(FastCGIRequest("GET", "/api/notes")).text.contains(#""total":3,"#))
    }
}
