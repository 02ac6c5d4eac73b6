import Foundation
import Testing
import TestSupport

/// The database file gets damaged while the service runs.
@Suite struct CorruptionTests {
    @Test func damageIsLoggedOnceAndTheServiceGoesOn() throws {
        var service = try Service()
        for number in 1...200 {
            try service.createNote("note \(number)", content: String(repeating: "text ", count: 200))
        }
        // Now all notes are in the database file, none in its write-ahead log.
        try service.stop()
        var bytes = service.folder.read("notes.db")
        for index in (bytes.count / 8)..<(bytes.count) { bytes[index] = 0xA5 }
        // The start reads only the beginning of the file.
        service = try Service(in: service.folder)
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
