import Foundation
import Testing
import TestSupport

/// The database turns out to be damaged while it is served.
@Suite struct CorruptionTests {
    @Test func isAnErrorLoggedOnce() throws {
        var service = try Service()
        for number in 1...200 {
            try service.createNote("note \(number)", content: String(repeating: "text ", count: 200))
        }
        // All of it is in the file then, and nothing in the log.
        try service.stop()
        var bytes = service.folder.read("notes.db")
        for index in (bytes.count / 8)..<(bytes.count) { bytes[index] = 0xA5 }
        service = try Service(in: service.folder)  // Reads no more than the beginning.
        try service.folder.write(bytes, to: "notes.db")

        let connection = try service.connect()
        let statuses = try (1...200).map { try connection.send(FastCGIRequest("GET", "/api/notes/\($0)")).status }
        #expect(statuses.contains(500))
        #expect(Set(statuses).isSubset(of: [200, 404, 500]))
        for target in ["/notes", "/notes?q=note", "/api/notes/search?q=text"] {
            let response = try connection.send(FastCGIRequest("GET", target))
            #expect([200, 500].contains(response.status))
            #expect(!response.text.contains("malformed"))
        }
        #expect(!service.process.hasEnded)
        #expect(service.errors.matches(of: /the database is damaged/).count == 1, "\(service.errors)")
    }
}
