import HTTPTypes
import HTTPValues
import Notes
import Testing

/// Responses while nothing can be written.
@Suite struct UnavailabilityTests {
    static let cases: [(NotesError, HTTPResponse.Status, String)] = [
        (.busy, .serviceUnavailable, "Notes cannot be changed right now"),
        (.readOnly, .serviceUnavailable, "Notes cannot be changed right now"),
        (.unreachable, .serviceUnavailable, "Notes cannot be reached right now"),
        (.unknownOutcome, .serviceUnavailable, "This may have been saved; look before you send it again"),
        (.moved, .serviceUnavailable, "Notes cannot be changed right now"),
        (.full, HTTPResponse.Status(code: 507), "There is no room for more"),
    ]

    private let note = Note(
        id: 1, title: "old title", content: "old text", isPinned: false, createdAt: nil, updatedAt: nil)

    @Test(arguments: cases)
    func theAPIReportsTheError(_ error: NotesError, _ status: HTTPResponse.Status, _ message: String) throws {
        let app = try TestApp(store: FailingStore(error: error, note: note))
        let json = #"{"title":"new","content":"text"}"#
        let responses = [
            app.send(.post, "/api/notes", json), app.send(.put, "/api/notes/1", json),
            app.respond(to: Request(method: .delete, target: "/api/notes/1")),
        ]
        for response in responses {
            #expect(response.status == status)
            #expect(response.text == #"{"error":"\#(message)"}"#)
            #expect(Int(response.headerFields[.retryAfter] ?? "") != nil)
        }
        #expect(app.get("/api/notes/1").status == .ok)
        #expect(app.get("/notes").status == .ok)
    }

    @Test(arguments: cases)
    func theFormComesBackWithItsText(_ error: NotesError, _ status: HTTPResponse.Status, _ message: String) throws {
        let app = try TestApp(store: FailingStore(error: error, note: note))
        for target in ["/notes/new", "/notes/1/edit"] {
            let response = app.post(
                target, ["title": "my <title>", "content": "line 1\r\nline 2", "is_pinned": "true"])
            #expect(response.status == status)
            #expect(response.text.contains("value=\"my &lt;title&gt;\""))
            #expect(response.text.contains(">\nline 1\nline 2</textarea>"))
            #expect(response.text.contains(" checked"))
            let outcome = error == .unknownOutcome ? "This may have been saved" : "Nothing was saved"
            #expect(response.text.contains("role=\"alert\">\(outcome), but your text is still here."))
            #expect(response.token != nil)
            #expect(Int(response.headerFields[.retryAfter] ?? "") != nil)
        }
    }

    @Test(arguments: cases.filter { $0.0 != .unknownOutcome })
    func aNoteIsNotDeleted(_ error: NotesError, _ status: HTTPResponse.Status, _ message: String) throws {
        let app = try TestApp(store: FailingStore(error: error, note: note))
        let response = app.post("/notes/1/delete", [:])
        #expect(response.status == status)
        #expect(response.text.contains("The note was not deleted."))
        #expect(response.text.contains("old title"))
    }

    /// No error may cost the person a typed text.
    @Test func theFormComesBackAfterAnInternalError() throws {
        let app = try TestApp(store: FailingStore(error: NotesError.corrupt(description: "secret"), note: note))
        for target in ["/notes/new", "/notes/1/edit"] {
            let response = app.post(target, ["title": "my title", "content": "line 1\r\nline 2"])
            #expect(response.status == .internalServerError)
            #expect(response.text.contains(">\nline 1\nline 2</textarea>"))
            #expect(response.text.contains("role=\"alert\">This may not have been saved, but your text is still here."))
            #expect(!response.text.contains("secret"))
        }
    }

    @Test func aDamagedDatabaseIsAnInternalError() throws {
        let app = try TestApp(store: FailingStore(error: NotesError.corrupt(description: "secret"), note: nil))
        for target in ["/notes", "/api/notes", "/notes/1", "/api/notes/1"] {
            let response = app.get(target)
            #expect(response.status == .internalServerError)
            #expect(!response.text.contains("secret"))
        }
    }
}
