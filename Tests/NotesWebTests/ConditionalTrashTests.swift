import HTTPTypes
import HTTPValues
import Notes
import StoreContract
import Testing

/// Writes of the API to the trash, and to the list of notes, under the conditions of If-Match and If-None-Match.
@Suite struct ConditionalTrashTests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
    }

    private func send(
        _ method: HTTPRequest.Method, _ target: String, ifMatch: String? = nil, ifNoneMatch: String? = nil,
        key: String? = nil, _ json: String = "{}"
    ) -> Response {
        app.respond(
            to: Request(
                method: method, target: target,
                fields: RequestFields(
                    contentType: "application/json", idempotencyKey: key, ifMatch: ifMatch, ifNoneMatch: ifNoneMatch),
                body: .complete(Array(json.utf8))))
    }

    private var trashTotal: Int { get throws { try app.store.trash(NoteQuery()).total } }

    // MARK: - One note

    private static let writes: [(HTTPRequest.Method, String)] = [
        (.post, "/api/notes/1/restore"), (.delete, "/api/trash/1"),
    ]

    @Test(arguments: writes)
    func aDeletedNoteMustHaveTheTag(_ method: HTTPRequest.Method, _ target: String) throws {
        let old = try app.create("first").version.entityTag
        let last = try app.store.update(1, title: "last").version.entityTag
        try app.store.delete(1)
        for (ifMatch, ifNoneMatch) in [(old, nil), ("", nil), (nil, "*"), (nil, "W/\(last)"), (last, last)] {
            let refused = send(method, target, ifMatch: ifMatch, ifNoneMatch: ifNoneMatch)
            #expect(refused.status == .preconditionFailed && refused.entityTag == last)
            #expect(try (refused.json["note"] as? [String: Any])?["title"] as? String == "last")
            #expect(try trashTotal == 1)
        }
        #expect(send(method, target, ifMatch: "malformed").status == .badRequest)
        #expect(try trashTotal == 1)
        #expect(send(method, target, ifMatch: "\(old), W/\(last)", ifNoneMatch: old).status == .ok)
        #expect(try trashTotal == 0)
    }

    @Test(arguments: writes)
    func anyTagIsThatOfADeletedNote(_ method: HTTPRequest.Method, _ target: String) throws {
        try app.store.delete(app.create("x").id)
        #expect(send(method, target, ifMatch: "*").status == .ok)
        #expect(try trashTotal == 0)
    }

    @Test(arguments: writes)
    func theTagIsThatOfTheDeletedNoteIfAnotherNoteHasItsID(_ method: HTTPRequest.Method, _ target: String) throws {
        let tag = try app.create("x").version.entityTag
        try app.store.delete(1)
        try app.reuseID()
        let other = app.get("/api/notes/1").entityTag
        let refused = send(method, target, ifMatch: other)
        #expect(refused.status == .preconditionFailed && refused.entityTag == tag)
        #expect(send(method, target, ifMatch: tag).status == .ok)
        #expect(try trashTotal == 0 && app.store.note(1).title == "stranger")
    }

    @Test func aNoteThatIsNotDeletedIsNotFoundInTheTrash() throws {
        let tag = try app.create("x").version.entityTag
        for tag in [tag, "*", "\"0\""] { #expect(send(.delete, "/api/trash/1", ifMatch: tag).status == .notFound) }
        #expect(send(.delete, "/api/trash/2", ifMatch: "*").status == .notFound)
    }

    // MARK: - Lists

    @Test func theTrashIsEmptiedOnlyInTheStateOfItsTag() throws {
        try app.store.delete(app.create("a").id)
        let old = app.get("/api/trash").entityTag
        try app.store.delete(app.create("b").id)
        let tag = app.get("/api/trash").entityTag
        for (ifMatch, ifNoneMatch) in [(old, nil), (nil, "*"), (nil, tag)] {
            let refused = send(.delete, "/api/trash", ifMatch: ifMatch, ifNoneMatch: ifNoneMatch)
            #expect(refused.status == .preconditionFailed && refused.text == #"{"error":"Precondition failed"}"#)
        }
        #expect(send(.delete, "/api/trash", ifMatch: "malformed").status == .badRequest)
        #expect(try trashTotal == 2)
        #expect(send(.delete, "/api/trash?page=2", ifMatch: tag).text.contains(#""count":2"#))
        #expect(send(.delete, "/api/trash", ifMatch: "*").text.contains(#""count":0"#))
    }

    @Test func aNoteIsCreatedOnlyInTheStateOfTheListsTag() throws {
        let body = #"{"title":"new","content":"text"}"#
        let tag = app.get("/api/notes").entityTag
        for (ifMatch, ifNoneMatch) in [("\"old\"", nil), (nil, "*"), (nil, tag)] {
            let refused = send(.post, "/api/notes", ifMatch: ifMatch, ifNoneMatch: ifNoneMatch, body)
            #expect(refused.status == .preconditionFailed && refused.text == #"{"error":"Precondition failed"}"#)
        }
        #expect(send(.post, "/api/notes", ifMatch: "malformed", body).status == .badRequest)
        #expect(send(.post, "/api/notes", ifMatch: "\"old\"").status == .badRequest, "the body is wrong in any case")
        #expect(try app.store.page(NoteQuery()).total == 0)
        #expect(send(.post, "/api/notes?envelope=1", ifMatch: tag, key: "k", body).status == .created)
        #expect(send(.post, "/api/notes", ifMatch: tag, body).status == .preconditionFailed)
        #expect(send(.post, "/api/notes", ifMatch: "*", ifNoneMatch: tag, body).status == .created)
    }

    @Test func aRepeatedRequestHasTheSameResponseAlthoughTheListHasChanged() throws {
        let body = #"{"title":"new","content":"text"}"#
        let tag = app.get("/api/notes").entityTag
        let first = send(.post, "/api/notes", ifMatch: tag, key: "k", body)
        let second = send(.post, "/api/notes", ifMatch: tag, key: "k", body)
        #expect(first.status == .created && second.status == .created)
        #expect(second.body == first.body && second.headerFields == first.headerFields)
        #expect(try app.store.page(NoteQuery()).total == 1)
        #expect(send(.post, "/api/notes", ifMatch: tag, key: "other", body).status == .preconditionFailed)
        let reused = send(.post, "/api/notes", ifMatch: tag, key: "k", #"{"title":"other","content":"text"}"#)
        #expect(reused.status == .unprocessableContent)
        try app.store.delete(1)
        try app.store.purge(1, nil)
        #expect(send(.post, "/api/notes", ifMatch: "\"old\"", key: "k", body).status == .gone)
    }
}
