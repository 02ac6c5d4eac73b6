import GRDB
import HTTPTypes
import HTTPValues
import Notes
import StoreContract
import TestSupport
import Testing

/// The parameters of `GET /api/notes`, and `GET /api/tags`.
@Suite struct NoteListAPITests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
    }

    private func titles(_ query: String) throws -> [String]? {
        (try app.get("/api/notes" + query).json["notes"] as? [[String: Any]])?.compactMap { $0["title"] as? String }
    }

    @Test func aSearchUnderstandsTheLanguageOfTheSearchField() throws {
        try app.create("Shopping", "milk\nbread #kitchen\n\n- [ ] eggs", isPinned: true)
        try app.create("Café", "au lait, no bread #work/infra")
        try app.create("Milk", "and cream")
        for (query, expected) in [
            ("milk%20bread", ["Shopping"]), ("%22milk%20bread%22", []), ("milk%20-bread", ["Milk"]),
            ("bread%20OR%20cream", ["Milk", "Café", "Shopping"]), ("%23work", ["Café"]), ("is:task", ["Shopping"]),
            ("cafe", ["Café"]), ("in:title%20milk", ["Milk"]), ("created:1999", []),
            ("%20", ["Milk", "Café", "Shopping"]), ("", ["Milk", "Café", "Shopping"]),
        ] {
            #expect(try titles("?q=\(query)") == expected, "\(query)")
        }
    }

    @Test func theMostRelevantNotesComeFirst() throws {
        try app.create("milk", "first")
        try app.create("second", "milk")
        #expect(try titles("?q=milk") == ["milk", "second"])
        #expect(try titles("?q=milk&per_page=1&page=2") == ["second"])
        #expect(
            app.get("/api/notes?q=milk&per_page=1").text.hasSuffix(
                #"],"total":2,"pages":2,"current_page":1,"has_next":true,"has_prev":false}"#))
        #expect(
            app.get("/api/notes?q=m%69lk&per_page=1").link?.hasPrefix(
                "</api/notes?page=2&per_page=1&q=milk>; rel=\"next\"") == true)
    }

    @Test func aTagAndAPinAreFurtherConditionsOfEachAlternative() throws {
        try app.create("a", "milk #work/infra", isPinned: true)
        try app.create("b", "cream #Work")
        try app.create("c", "milk", isPinned: true)
        for (query, expected) in [
            ("tag=work", ["b", "a"]), ("tag=work/infra", ["a"]), ("tag=wor", []), ("pinned=true", ["c", "a"]),
            ("pinned=1", ["c", "a"]), ("pinned=false", ["b"]), ("pinned=0", ["b"]), ("tag=WORK&pinned=true", ["a"]),
            ("q=milk+OR+cream&tag=work", ["b", "a"]), ("q=milk+OR+cream&pinned=0", ["b"]),
            ("q=%22%22&pinned=1", []), ("q=+&tag=work&sort=title", ["a", "b"]), ("tag=work&tag=x", ["b", "a"]),
        ] {
            #expect(try titles("?\(query)") == expected, "\(query)")
        }
    }

    @Test func theListHasSixOrders() throws {
        for title in ["b", "C", "a", "É", "c"] { try app.create(title, "milk") }
        try app.store.update(2, content: "more milk")
        for (sort, expected) in [
            ("created", ["b", "C", "a", "É", "c"]), ("updated", ["b", "a", "É", "c", "C"]),
            ("title", ["a", "b", "C", "c", "É"]),
        ] {
            for query in ["", "&q=milk", "&pinned=false"] {
                #expect(try titles("?sort=\(sort)\(query)") == expected)
                #expect(try titles("?sort=-\(sort)\(query)") == expected.reversed())
            }
        }
    }

    @Test func withoutTheNewParametersTheResponseIsThatOfTheTutorial() throws {
        for number in 1...25 { try app.create("\(number)") }
        let plain = app.get("/api/notes?per_page=10&page=2")
        #expect(
            plain.text.hasSuffix(#"],"total":25,"pages":3,"current_page":2,"has_next":true,"has_prev":true}"#))
        let blank = app.get("/api/notes?per_page=10&page=2&q=%20%09")
        #expect(blank.text == plain.text && blank.entityTag == plain.entityTag)
        #expect(
            app.get("/api/notes?q=").link
                == "</api/notes?page=2&q=>; rel=\"next\", </api/notes?page=1&q=>; rel=\"first\", </api/notes?page=3&q=>; rel=\"last\""
        )
    }

    @Test func aWriteComparesWithThePlainList() throws {
        try app.create("a")
        let tag = app.get("/api/notes").entityTag
        #expect(app.get("/api/notes?sort=title").entityTag != tag)
        let created = app.respond(
            to: Request(
                method: .post, target: "/api/notes?sort=title&q=nothing&cursor=x",
                fields: RequestFields(contentType: "application/json", ifMatch: tag),
                body: .complete(Array(#"{"title":"b","content":"text"}"#.utf8))))
        #expect(created.status == .created)
    }

    @Test func anInvalidParameterIsExplained() throws {
        for number in 1...3 { try app.create("\(number)") }
        let cursor = try #require(app.get("/api/notes?sort=title&per_page=1").json["next"] as? String)
        for (query, detail) in [
            ("tag=", "tag must be the name of a tag without #, such as work/infra"),
            ("tag=%23work", "tag must be the name of a tag without #, such as work/infra"),
            ("tag=a+b", "tag must be the name of a tag without #, such as work/infra"),
            ("tag=12", "tag must be the name of a tag without #, such as work/infra"),
            ("pinned=", "pinned must be true or false"), ("pinned=yes", "pinned must be true or false"),
            ("sort=", "sort must be created, updated or title, with - before it for descending order"),
            ("sort=relevance", "sort must be created, updated or title, with - before it for descending order"),
            ("sort=--title", "sort must be created, updated or title, with - before it for descending order"),
            ("cursor=", "cursor must be the member next of an earlier response"),
            ("sort=title&cursor=\(cursor)0", "cursor must be the member next of an earlier response"),
            ("sort=-title&cursor=\(cursor)", "this cursor belongs to a list with sort=title"),
            ("cursor=\(cursor)", "this cursor belongs to a list with sort=title"),
            ("q=1&cursor=\(cursor)", "this cursor belongs to a list with sort=title"),
            ("sort=title&page=2&cursor=\(cursor)", "cursor and page exclude each other"),
        ] {
            let response = app.get("/api/notes?" + query)
            #expect(response.status == .badRequest, "\(query)")
            #expect(response.text == #"{"error":"Bad request","detail":"\#(detail)"}"#, "\(query)")
        }
    }

    @Test func noTextIsAnError() throws {
        try app.create("a")
        for text in ["\"", "-", "OR", "in:title", "#", "created:x", "(", "%", "\u{0}", "\\", "is:", "\"\""] {
            #expect(app.get("/api/notes?q=" + PercentEncoding.encode(text)).status == .ok, "\(text)")
        }
    }

    @Test func aSearchForTheLastDaysIsNotCachedButHasATag() throws {
        try app.create("today")
        let response = app.get("/api/notes?q=created:7d")
        #expect(!response.isCacheable && response.entityTag != nil)
        #expect(app.get("/api/notes?q=today").isCacheable)
        let again = app.respond(
            to: Request(target: "/api/notes?q=created:7d", fields: RequestFields(ifNoneMatch: response.entityTag)))
        #expect(again.status == .notModified)
    }

    @Test func tagsHaveTheirNamesAndCounts() throws {
        #expect(app.get("/api/tags").text == #"{"tags":[],"up_to_date":true}"#)
        try app.create("a", "#Work and #work/infra")
        try app.create("b", "#work/infra #日本")
        let tags = #"[{"name":"Work","count":2},{"name":"work/infra","count":2},{"name":"日本","count":1}]"#
        try waitUntil("the tags of all notes are counted") { try app.store.tags().isUpToDate }
        #expect(app.get("/api/tags").text == #"{"tags":\#(tags),"up_to_date":true}"#)
        #expect(app.get("/api/tags?envelope=1").text == #"{"data":{"tags":\#(tags),"up_to_date":true}}"#)
    }

    @Test func aPageWithOneVeryLongNoteWaitsForAPermit() throws {
        let text = String(repeating: "\u{1}", count: 2 << 20)
        try app.otherProgram().write {
            try $0.execute(
                sql: "INSERT INTO note (title, content, is_pinned, created_at) VALUES ('long', ?, 0, '2999-01-01')",
                arguments: [text])
        }
        for target in ["/api/notes?per_page=1", "/api/notes"] {
            let response = app.get(target)
            #expect(response.status == .ok && response.permit != nil)
            #expect(response.body.count > 12 << 20)
        }
        try app.create("short")
        #expect(app.get("/api/notes?per_page=1&page=2").permit == nil)
    }
}
