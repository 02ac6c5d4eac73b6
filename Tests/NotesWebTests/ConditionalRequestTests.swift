import HTTPTypes
import HTTPValues
import Notes
import NotesWeb
import StoreContract
import Testing

@Suite struct ConditionalRequestTests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
        try app.create("x", "a text of the note")
    }

    private func get(
        _ target: String, ifNoneMatch: String? = nil, ifMatch: String? = nil, method: HTTPRequest.Method = .get
    ) -> Response {
        app.respond(
            to: Request(
                method: method, target: target, fields: RequestFields(ifMatch: ifMatch, ifNoneMatch: ifNoneMatch)))
    }

    private static let tagged = [
        "/notes", "/notes?q=text", "/notes/1", "/api/notes", "/api/notes?envelope=1", "/api/notes/1",
        "/api/notes/1?envelope=1", "/api/notes/search?q=text",
    ]

    @Test func theVersionOfANoteIsItsEntityTag() throws {
        func version() throws -> String { try "\"\(app.store.note(1).version)\"" }
        #expect(try app.get("/api/notes/1").entityTag == version())
        #expect(try app.get("/api/notes/1?envelope=1").entityTag == version())
        let updated = app.send(.put, "/api/notes/1", #"{"title":"y"}"#)
        #expect(try updated.entityTag == version() && app.get("/api/notes/1").entityTag == updated.entityTag)
        let created = app.send(.post, "/api/notes", #"{"title":"y","content":"z"}"#)
        #expect(try created.entityTag == "\"\(app.store.note(2).version)\"")
        #expect(app.send(.delete, "/api/notes/2", "").entityTag == nil)
        #expect(app.get("/api/notes/2").entityTag == nil)
    }

    @Test func aNoteWithoutATimeHasTheTagZero() throws {
        let note = Note(id: 1, title: "x", content: "y", isPinned: false, createdAt: nil, updatedAt: nil)
        #expect(try TestApp(store: FailingStore(note: note)).get("/api/notes/1").entityTag == "\"0\"")
    }

    @Test func aPageHasTheHashOfItsBodyAsTag() throws {
        let other = try TestApp(store: app.store)
        for target in Self.tagged {
            let responses = (1...4).map { _ in app.get(target) }
            let tag = try #require(responses[0].entityTag)
            #expect(Set(responses.map(\.entityTag)) == [tag], "cached and fresh: \(target)")
            #expect(other.get(target).entityTag == tag, "in another process: \(target)")
            #expect(tag.wholeMatch(of: /"[!-~]+"/) != nil)
        }
        let before = app.get("/notes").entityTag
        _ = app.send(.put, "/api/notes/1", #"{"title":"changed"}"#)
        #expect(app.get("/notes").entityTag != before)
    }

    @Test(arguments: ["/notes/new", "/notes/1/edit", "/notes/9", "/api/notes/9", "/nothing", "/api/health", "/metrics"])
    func personalPagesAndErrorsHaveNoTag(_ target: String) {
        let response = app.respond(to: Request(target: target, remoteAddress: "127.0.0.1"))
        #expect(response.entityTag == nil)
        let again = app.respond(
            to: Request(target: target, fields: RequestFields(ifNoneMatch: "*"), remoteAddress: "127.0.0.1"))
        #expect(again.status == response.status && !again.body.isEmpty)
    }

    @Test func aPageWithAFlashHasNoTag() {
        let tag = app.get("/notes").entityTag
        #expect(app.post("/notes/1/delete", [:]).status == .seeOther)
        let page = get("/notes", ifNoneMatch: tag)
        #expect(page.status == .ok && page.entityTag == nil && page.text.contains("Note deleted."))
    }

    @Test(arguments: tagged, [HTTPRequest.Method.get, .head])
    func aClientThatHasTheResponseGetsNoBody(_ target: String, _ method: HTTPRequest.Method) throws {
        for round in 1...4 {
            let full = app.get(target)
            let tag = try #require(full.entityTag)
            for (field, spelling) in [
                (tag, tag), ("W/\(tag)", "W/\(tag)"), ("\"a,b\" , W/\(tag)", "W/\(tag)"), ("*", tag),
            ] {
                let response = get(target, ifNoneMatch: field, method: method)
                #expect(response.status == .notModified && response.body.isEmpty, "round \(round)")
                #expect(response.entityTag == spelling)
                #expect(response.headerFields[.contentLength] == nil && response.headerFields[.contentType] == nil)
                for name in [HTTPField.Name.cacheControl, .contentSecurityPolicy, .xContentTypeOptions] {
                    #expect(response.headerFields[name] == full.headerFields[name])
                }
                let head = String(decoding: response.head, as: UTF8.self)
                #expect(head.hasPrefix("Status: 304 Not Modified\r\n"))
                #expect(head.hasSuffix("\r\nETag: \(spelling)\r\n\r\n"))
                #expect(!head.contains("Content-Length"))
            }
            #expect(app.get(target).body == full.body)
        }
    }

    @Test(arguments: [#""other""#, #"W/"other""#, "", "malformed", #""open"#, #""a" "b""#])
    func anyOtherIfNoneMatchGetsTheWholeResponse(_ field: String) {
        for target in Self.tagged {
            let full = app.get(target)
            let response = get(target, ifNoneMatch: field)
            #expect(response.status == .ok && response.body == full.body && response.entityTag == full.entityTag)
        }
    }

    @Test func aChangeMakesTheTagOld() throws {
        for target in Self.tagged {
            let tag = app.get(target).entityTag
            #expect(get(target, ifNoneMatch: tag).status == .notModified)
            try app.store.update(1, content: "text \(target)")
            #expect(get(target, ifNoneMatch: tag).status == .ok, "\(target)")
        }
    }

    @Test func aReadWithAnotherIfMatchFails() {
        let tag = app.get("/api/notes/1").entityTag
        #expect(get("/api/notes/1", ifMatch: tag).status == .ok)
        #expect(get("/api/notes/1", ifMatch: "*").status == .ok)
        #expect(get("/api/notes/1", ifNoneMatch: tag, ifMatch: tag).status == .notModified)
        for field in ["\"0\"", ""] {
            let failed = get("/api/notes/1", ifNoneMatch: tag, ifMatch: field)
            #expect(failed.status == .preconditionFailed && failed.text == #"{"error":"Precondition failed"}"#)
        }
        let page = get("/notes/1", ifMatch: "\"0\"")
        #expect(page.status == .preconditionFailed && page.text.contains("This page has changed"))
        #expect(get("/notes/1", ifMatch: "\"0\"", method: .head).body.isEmpty)
    }

    @Test func aMalformedIfMatchIsABadRequest() throws {
        let response = get("/api/notes/1", ifMatch: "2026")
        #expect(
            response.status == .badRequest && response.text.hasPrefix(#"{"error":"Bad request","detail":"If-Match "#))
        #expect(get("/notes", ifMatch: "\"").status == .badRequest)
    }

    @Test func conditionalResponsesAreCounted() {
        for _ in 1...3 { _ = get("/notes/1", ifNoneMatch: "*") }
        _ = get("/notes/1", ifMatch: "\"0\"")
        let metrics = app.respond(to: Request(target: "/metrics", remoteAddress: "127.0.0.1")).text
        #expect(metrics.contains(#"{route="GET /notes/{id}",status="304"} 3"#))
        #expect(metrics.contains(#"{route="GET /notes/{id}",status="412"} 1"#))
    }
}
