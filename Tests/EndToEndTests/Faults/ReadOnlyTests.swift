import Glibc
import Testing
import TestSupport

/// When the disk becomes read-only, as ext4 does after an error, notes can still be read.
@Suite struct ReadOnlyTests {
    @Test func writingIsRefusedAndReadingGoesOn() throws {
        let disk = try ReadOnlyDisk()
        let service = disk.service
        try service.createNote("first", content: "some words")
        let visitor = try Visitor(Site(service))
        let token = try visitor.formToken(in: visitor.get("/notes/new"))
        try disk.turnReadOnly()

        for (method, target) in [("POST", "/api/notes"), ("PUT", "/api/notes/1")] {
            let request = FastCGIRequest(method, target, json: #"{"title":"second","content":"c"}"#)
            let response = try service.send(request)
            #expect(response.status == 503)
            #expect(response.text == #"{"error":"Notes cannot be changed right now"}"#)
            #expect(response["Retry-After"] != nil)
        }
        #expect(try service.send(FastCGIRequest("DELETE", "/api/notes/1")).status == 503)
        let fields = ["title": "my title", "content": "typed text", "csrf_token": token]
        for target in ["/notes/new", "/notes/1/edit"] {
            let form = try visitor.post(target, fields)
            #expect(form.status == 503)
            #expect(form["Retry-After"] != nil)
            #expect(form.text.contains("value=\"my title\"") && form.text.contains("typed text"))
        }
        for target in ["/notes", "/notes/1", "/api/notes/1", "/api/notes/search?q=words", "/notes?q=first"] {
            let response = try service.send(FastCGIRequest("GET", target))
            #expect(response.status == 200 && response.text.contains("first"), "\(target)")
        }
        #expect(!service.process.hasEnded)
        #expect(try service.stop().exitStatus == 0)
    }
}
