import HTTPTypes
import HTTPValues
import Notes
import Testing

/// Every error that a client can cause, as JSON and as a page.
@Suite struct ErrorTests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
    }

    /// - Parameter detail: a part of the member `detail`; nil if the response must not have that member.
    private func expect(
        _ response: Response, _ status: HTTPResponse.Status, _ error: String, detail: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(response.status == status, sourceLocation: sourceLocation)
        if let detail {
            #expect(response.text.hasPrefix(#"{"error":"\#(error)","detail":""#), sourceLocation: sourceLocation)
            let text = try? response.json["detail"] as? String
            #expect(text?.contains(detail) == true, "\(text ?? "no detail")", sourceLocation: sourceLocation)
        } else {
            #expect(response.text == #"{"error":"\#(error)"}"#, sourceLocation: sourceLocation)
        }
        #expect(response.headerFields[.contentType] == "application/json", sourceLocation: sourceLocation)
    }

    @Test(arguments: [
        "", "{", "title", "{\"title\":}", "[", "{'title':'x'}", "{\"title\":\"\\ud800\"}", "{\"a\":1} x",
        "[]", "5", "\"text\"", "{\"title\":\"a\tb\u{0}\"}", "{\"title\":\"\\x\"}",
        String(repeating: "[", count: 100_000),
        #"{"a":1,}"#, #"{"title":"a","content":"b",}"#, "{,}", #"{"a"}"#, #"{"x":01}"#, #"{"x":-}"#, #"{"x":1.}"#,
        #"{"x":1e}"#, #"{"x":.5}"#, #"{"x":+1}"#, #"{"x":[1,]}"#, #"{"x":[,1]}"#, #"{"x":"\q"}"#, #"{"x":"\ud800"}"#,
        #"{"x":"\udc00"}"#, #"{"x":"\ud800\u0041"}"#, #"{"x":"\u12g4"}"#, #"{"x":"\u+123"}"#, #"{"x":tru}"#,
        #"{"x":"open}"#,
        "{x:1}", #"{"x":1}}"#, "nullx", "{\"x\":\"a\nb\"}", #"{"x":NaN}"#, "{\"x\":\"\\",
        "{\"x\":" + String(repeating: "[", count: 600) + String(repeating: "]", count: 600) + "}",
    ])
    func malformedJSON(_ json: String) throws {
        try app.create("x")
        expect(app.send(.post, "/api/notes", json), .badRequest, "Bad request", detail: "line ")
        expect(app.send(.put, "/api/notes/1", json), .badRequest, "Bad request", detail: "line ")
        #expect(try app.store.page(.init()).total == 1)
    }

    @Test(arguments: [
        ("{\n  \"title\": \"ä\" \"content\"\n}", "line 2, column 16: expected a comma or }"),
        ("[]", "line 1, column 1: expected an object"),
        ("{\"title\":\"a\nb\"}", "line 1, column 12: a control character"),
        ("{\"title\":\"a\"}\n,", "line 2, column 1: expected the end"),
        ("{\"title\":\"a", "line 1, column 12: the text ends"),
    ])
    func malformedJSONIsLocated(_ json: String, _ detail: String) {
        expect(app.send(.post, "/api/notes", json), .badRequest, "Bad request", detail: detail)
    }

    @Test(arguments: [
        #" { "title" : "a" , "content" : "b" } "#,
        #"{"x":[],"y":{},"title":"a","z":[[{"a":[1,-0.5e+10,0,null,true,false]}]],"content":"b"}"#,
        #"{"title":"no","title":"a","content":"b"}"#, #"{"title":"\u0061","content":"\u0062"}"#,
        "\r\n\t{\"content\":\"b\",\"title\":\"a\"}\n",
        #"{"":0,"titel":5,"title":"a","content":"b","\ud83d\ude00":1E-2}"#,
    ])
    func wellFormedJSON(_ json: String) throws {
        #expect(app.send(.post, "/api/notes", json).status == .created)
        let note = try app.store.note(1)
        #expect(note.title == "a" && note.content == "b")
    }

    @Test func bytesThatAreNotUTF8() {
        var request = Request(
            method: .post, target: "/api/notes", fields: RequestFields(contentType: "application/json"))
        request.body = .complete(Array(#"{"title":"x","content":""#.utf8) + [0xFF] + Array(#""}"#.utf8))
        expect(app.respond(to: request), .badRequest, "Bad request", detail: "line 1, column 25: the text is not UTF-8")
        // JSONDecoder would accept UTF-16.
        request.body = .complete(#"{"title":"x","content":"y"}"#.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        expect(app.respond(to: request), .badRequest, "Bad request", detail: "line 1, column 2")
        expect(app.get("/api/notes/search?q=%FF"), .badRequest, "Bad request")
        expect(app.get("/api/notes?page=%C3"), .badRequest, "Bad request")
        #expect(app.get("/notes?q=%FF").status == .badRequest)
    }

    @Test(arguments: [HTTPRequest.Method.get, .post, .put, .delete])
    func aBadLength(_ method: HTTPRequest.Method) throws {
        try app.create("x")
        let target = method == .post ? "/api/notes" : "/api/notes/1"
        expect(app.respond(to: Request(method: method, target: target, body: .badLength)), .badRequest, "Bad request")
        #expect(try app.store.page(.init()).total == 1)
    }

    @Test(arguments: ["{}", "null", " { } ", "\n null "])
    func noData(_ json: String) throws {
        try app.create("x")
        expect(app.send(.post, "/api/notes", json), .badRequest, "No data provided", detail: "title and content")
        expect(app.send(.put, "/api/notes/1", json), .badRequest, "No data provided", detail: "title and content")
    }

    @Test(arguments: [
        (#"{"title":"","content":""}"#, "Title is required"),
        (#"{"title":" \n ","content":"x"}"#, "Title is required"),
        (#"{"title":"\u200b\u0001","content":"x"}"#, "Title is required"),
        (#"{"title":"x","content":"\u200b \ufeff"}"#, "Content is required"),
        (#"{"title":"x","content":"  "}"#, "Content is required"),
        (#"{"title":null,"content":"x"}"#, "Title is required"),
        (#"{"title":5,"content":"x"}"#, "Title must be a string"),
        (#"{"title":["a"],"content":5}"#, "Title must be a string"),
        (#"{"title":"x","content":{}}"#, "Content must be a string"),
        (#"{"title":true,"content":"x"}"#, "Title must be a string"),
        (#"{"title":"x","content":"x","is_pinned":1}"#, "Is pinned must be true or false"),
        (#"{"title":"x","content":"x","is_pinned":"true"}"#, "Is pinned must be true or false"),
        (#"{"title":"x","content":"x","is_pinned":null}"#, "Is pinned must be true or false"),
        (#"{"title":"a\u0000b","content":"x"}"#, "Title must not contain NUL"),
        (#"{"title":"x","content":"\u0000"}"#, "Content must not contain NUL"),
    ])
    func fields(_ json: String, _ error: String) throws {
        expect(app.send(.post, "/api/notes", json), .badRequest, error)
        #expect(try app.store.page(.init()).total == 0)
    }

    @Test(arguments: [
        (#"{"content":"x"}"#, "Title is required", "missing: title"),
        (#"{"title":"x"}"#, "Content is required", "missing: content"),
        (#"{"is_pinned":true}"#, "Title is required", "missing: title, content"),
    ])
    func missingMembersAreNamed(_ json: String, _ error: String, _ detail: String) throws {
        expect(app.send(.post, "/api/notes", json), .badRequest, error, detail: detail)
        #expect(try app.store.page(.init()).total == 0)
    }

    @Test(arguments: [
        (#"{"title":""}"#, "Title is required"), (#"{"content":" "}"#, "Content is required"),
        (#"{"title":5}"#, "Title must be a string"), (#"{"is_pinned":0}"#, "Is pinned must be true or false"),
        (#"{"content":"\u0000"}"#, "Content must not contain NUL"),
    ])
    func fieldsOfAChange(_ json: String, _ error: String) throws {
        let note = try app.create("x")
        expect(app.send(.put, "/api/notes/1", json), .badRequest, error)
        #expect(try app.store.note(1) == note)
    }

    @Test func lengths() {
        let title = String(repeating: "ä", count: 201)
        expect(
            app.send(.post, "/api/notes", #"{"title":"\#(title)","content":"x"}"#), .badRequest,
            "Title must be at most 200 characters")
        let content = String(repeating: "a", count: (1 << 20) + 1)
        expect(
            app.send(.post, "/api/notes", #"{"title":"x","content":"\#(content)"}"#), .badRequest,
            "Content must be at most 1048576 bytes")
        #expect(app.send(.post, "/api/notes", #"{"title":"x","content":"\#(content.dropLast())"}"#).status == .created)
    }

    @Test(arguments: [
        "/api/notes/search", "/api/notes/search?q=", "/api/notes/search?q=%20%09", "/api/notes/search?Q=x",
    ])
    func searchWithoutText(_ target: String) {
        expect(app.get(target), .badRequest, "Search query required")
    }

    @Test(arguments: [
        "/api", "/api/", "/api/nothing", "/api/notes/1", "/api/notes/0", "/api/notes/-1", "/api/notes/abc",
        "/api/notes/1.0",
        "/api/notes/99999999999999999999", "/api/notes/9223372036854775807", "/api/notes/+1", "/api/notes/1%00",
        "/api/notes/%D9%A1", "/api/notes/1/edit", "/api/notes/%FF",
    ])
    func notFound(_ target: String) throws {
        expect(app.get(target), .notFound, "Resource not found")
    }

    @Test func notFoundForChanges() {
        expect(app.send(.put, "/api/notes/7", #"{"title":"x"}"#), .notFound, "Resource not found")
        expect(app.send(.delete, "/api/notes/7", ""), .notFound, "Resource not found")
    }

    @Test(arguments: [
        ("/api/notes", HTTPRequest.Method.delete, "GET, HEAD, POST, OPTIONS"),
        ("/api/notes/1", .post, "GET, HEAD, PUT, DELETE, OPTIONS"),
        ("/api/notes/search", .post, "GET, HEAD, OPTIONS"), ("/api/notes", .patch, "GET, HEAD, POST, OPTIONS"),
    ])
    func methodNotAllowed(_ target: String, _ method: HTTPRequest.Method, _ allow: String) {
        let response = app.send(method, target, "{}")
        expect(response, .methodNotAllowed, "Method not allowed")
        #expect(response.headerFields[.allow] == allow)
    }

    @Test func bodyTooLarge() {
        expect(
            app.respond(to: Request(method: .post, target: "/api/notes", body: .tooLarge)), .contentTooLarge,
            "Request body too large")
        let page = app.respond(to: Request(method: .post, target: "/notes/new", body: .tooLarge))
        #expect(page.status == .contentTooLarge && page.text.contains("<h1>"))
    }

    @Test func targetTooLong() {
        let query = "?q=" + String(repeating: "a", count: 32 << 10)
        expect(app.get("/api/notes/search" + query), .uriTooLong, "URI too long")
        let page = app.get("/notes" + query)
        #expect(page.status == .uriTooLong && page.text.contains("<h1>"))
        #expect(app.get("/notes" + query.dropLast(100)).status == .ok)
    }

    @Test func tooManyFormFields() {
        let fields = String(repeating: "a=b&", count: 1001)
        #expect(app.get("/notes?" + fields).status == .badRequest)
        let form = Request(method: .post, target: "/notes/new", body: .complete(Array(fields.utf8)))
        #expect(app.respond(to: form).status == .badRequest)
    }

    @Test(arguments: [
        nil, "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json",
        "application/json-patch+json",
    ])
    func unsupportedMediaType(_ contentType: String?) throws {
        try app.create("x")
        let json = #"{"title":"x","content":"y"}"#
        expect(
            app.send(.post, "/api/notes", json, contentType: contentType), .unsupportedMediaType,
            "Unsupported media type", detail: contentType ?? "missing")
        expect(
            app.send(.put, "/api/notes/1", json, contentType: contentType), .unsupportedMediaType,
            "Unsupported media type", detail: contentType ?? "missing")
    }

    @Test(arguments: [
        "application/json; charset=utf-8", "Application/JSON", "application/json;charset=UTF-8", " application/json ",
    ])
    func aJSONMediaType(_ contentType: String) {
        #expect(
            app.send(.post, "/api/notes", #"{"title":"x","content":"y"}"#, contentType: contentType).status == .created)
    }

    @Test func internalErrorsDoNotShowTheirCause() throws {
        let app = try TestApp(store: FailingStore())
        expect(app.get("/api/notes"), .internalServerError, "Internal server error")
        expect(
            app.send(.post, "/api/notes", #"{"title":"x","content":"y"}"#), .internalServerError,
            "Internal server error")
        let page = app.get("/notes")
        #expect(page.status == .internalServerError)
        #expect(page.text.contains("<nav") && !page.text.contains("Broken"))
    }

    @Test func optionsNameTheMethods() {
        for (target, allow) in [("/api/notes", "GET, HEAD, POST, OPTIONS"), ("/notes", "GET, HEAD, OPTIONS")] {
            let response = app.respond(to: Request(method: .options, target: target))
            #expect(response.status == .noContent)
            #expect(response.headerFields[.allow] == allow)
            #expect(response.body.isEmpty)
        }
        #expect(app.respond(to: Request(method: .options, target: "/nothing")).status == .notFound)
    }

    @Test(arguments: ["/api/notes", "/api/notes/1", "/notes", "/notes/1", "/notes/99", "/api/nothing"])
    func headIsHandledAsGetWithoutABody(_ target: String) throws {
        try app.create("x")
        let get = app.get(target)
        let head = app.respond(to: Request(method: .head, target: target))
        #expect(head.status == get.status && head.body.isEmpty && !get.body.isEmpty)
        #expect(head.headerFields[.contentLength] == String(get.body.count))
        #expect(head.headerFields[.contentType] == get.headerFields[.contentType])
    }

    @Test func aTrailingSlashIsRedirected() {
        let response = app.get("/notes/?q=a&page=2")
        #expect(response.status == .permanentRedirect)
        #expect(response.headerFields[.location] == "/notes?q=a&page=2")
        #expect(app.get("//notes.example/").status == .notFound)
    }

    @Test(arguments: ["/notes", "/notes/1", "/notes/new", "/api/notes", "/api/nothing", "/nothing"])
    func everyResponseHasTheSecurityFields(_ target: String) {
        let fields = app.get(target).headerFields
        #expect(fields[.xContentTypeOptions] == "nosniff")
        #expect(fields[.contentSecurityPolicy]?.hasPrefix("default-src 'none';") == true)
        #expect(fields[.crossOriginResourcePolicy] == "same-origin")
        #expect(fields.contains { $0.name.canonicalName == "cross-origin-opener-policy" && $0.value == "same-origin" })
    }
}
