import HTTPTypes
import HTTPValues
import Notes
import Testing

@Suite struct NoteAPITests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
    }

    @Test func aNoteIsCreated() throws {
        let response = app.send(
            .post, "/api/notes", #"{"title":" A ","content":"x\r\ny","is_pinned":true,"id":77,"other":1}"#)
        #expect(response.status == .created)
        #expect(response.headerFields[.location] == "/api/notes/1")
        #expect(response.headerFields[.contentType] == "application/json")
        let created = try #require(try app.store.note(1).createdAt).rfc3339
        #expect(
            response.text
                == #"{"id":1,"title":"A","content":"x\r\ny","is_pinned":true,"created_at":"\#(created)","updated_at":"\#(created)"}"#
        )
        #expect(app.get("/api/notes/1").text == response.text)
        #expect(created.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/) != nil)
    }

    @Test func onlyThePresentFieldsAreChanged() throws {
        let note = try app.create("old", "content")
        let response = app.send(.put, "/api/notes/1", #"{"title":"new","created_at":"1999","id":5}"#)
        #expect(response.status == .ok)
        let changed = try app.store.note(1)
        #expect(changed.title == "new" && changed.content == "content" && changed.createdAt == note.createdAt)
        #expect(try response.json["title"] as? String == "new")
        #expect(app.send(.put, "/api/notes/1", #"{"is_pinned":true}"#).text.contains(#""is_pinned":true"#))
        let before = try app.store.note(1)
        #expect(app.send(.put, "/api/notes/1", #"{"title":"new","unknown":[1,{"a":null}]}"#).status == .ok)
        #expect(try app.store.note(1) == before)
    }

    @Test func aNoteIsDeleted() throws {
        try app.create("x")
        let response = app.send(.delete, "/api/notes/1", "", contentType: nil)
        #expect(response.status == .ok)
        #expect(response.text == #"{"message":"Note deleted successfully"}"#)
        #expect(app.get("/api/notes/1").status == .notFound)
        #expect(app.send(.delete, "/api/notes/1", "").status == .notFound)
    }

    @Test func everyTextSurvives() throws {
        let odd = "😀 שלום \u{2028}\t\"'<script>alert(1)</script>\\ / \u{1}\u{1F}\u{7F} e\u{301} \r\n \u{FFFF} end"
        let escaped = odd.unicodeScalars.flatMap { scalar in
            String(scalar).utf16.map {
                "\\u" + String(repeating: "0", count: 4 - String($0, radix: 16).count) + String($0, radix: 16)
            }
        }.joined()
        #expect(app.send(.post, "/api/notes", #"{"title":"\#(escaped)","content":"\#(escaped)"}"#).status == .created)
        #expect(try Array(app.store.note(1).content.utf8) == Array(odd.utf8))
        let json = try app.get("/api/notes/1").json
        #expect((json["title"] as? String).map { Array($0.utf8) } == Array(odd.utf8))
        #expect((json["content"] as? String).map { Array($0.utf8) } == Array(odd.utf8))
    }

    @Test func theListHasPagesNewestFirst() throws {
        for number in 1...25 { try app.create("\(number)", isPinned: number == 1) }
        let first = try app.get("/api/notes").json
        #expect(
            (first["notes"] as? [[String: Any]])?.map { $0["title"] as? String }
                == (16...25).reversed().map(String.init))
        #expect(
            app.get("/api/notes?page=3").text.hasSuffix(
                #"],"total":25,"pages":3,"current_page":3,"has_next":false,"has_prev":true}"#))
        #expect(
            app.get("/api/notes").text.hasSuffix(
                #"],"total":25,"pages":3,"current_page":1,"has_next":true,"has_prev":false}"#))
        #expect(
            app.get("/api/notes?page=9").text
                == #"{"notes":[],"total":25,"pages":3,"current_page":9,"has_next":false,"has_prev":true}"#)
    }

    @Test(arguments: [
        ("", 10, 1), ("?per_page=7", 7, 1), ("?per_page=100", 100, 1), ("?per_page=101", 100, 1),
        ("?per_page=0", 10, 1),
        ("?per_page=-5", 10, 1), ("?per_page=x", 10, 1), ("?per_page=", 10, 1),
        ("?per_page=99999999999999999999", 100, 1),
        ("?page=2", 10, 2), ("?page=0", 10, 1), ("?page=-1", 10, 1), ("?page=1.5", 10, 1), ("?page=two", 10, 1),
        ("?page=2&page=3", 10, 2), ("?page=+2", 10, 1), ("?page=%32", 10, 2), ("?per_page=x&per_page=3", 10, 1),
    ])
    func anythingButANumberFromOneCountsAsAbsent(_ query: String, _ size: Int, _ page: Int) throws {
        for number in 1...120 { try app.create("\(number)") }
        let json = try app.get("/api/notes" + query).json
        #expect((json["notes"] as? [Any])?.count == size)
        #expect(json["current_page"] as? Int == page)
    }

    @Test func anEmptyListHasNoPages() {
        #expect(
            app.get("/api/notes").text
                == #"{"notes":[],"total":0,"pages":0,"current_page":1,"has_next":false,"has_prev":false}"#)
    }

    @Test func searchReturnsQueryCountAndNotes() throws {
        try app.create("GRÖSSE", "first")
        try app.create("other", "eine größere")
        try app.create("none", "nothing")
        let json = try app.get("/api/notes/search?q=%20gr%C3%B6%20").json
        #expect(json["query"] as? String == "grö")
        #expect(json["count"] as? Int == 2)
        #expect((json["notes"] as? [[String: Any]])?.map { $0["title"] as? String } == ["other", "GRÖSSE"])
        #expect(app.get("/api/notes/search?q=nowhere").text == #"{"query":"nowhere","count":0,"notes":[]}"#)
    }

    @Test func searchHasPages() throws {
        for number in 1...130 { try app.create("note \(number)") }
        func notes(_ target: String) throws -> [Any]? {
            let json = try app.get(target).json
            #expect(json["count"] as? Int == 130)
            return json["notes"] as? [Any]
        }
        #expect(try notes("/api/notes/search?q=note")?.count == 100)
        #expect(try notes("/api/notes/search?q=note&page=2")?.count == 30)
        #expect(try notes("/api/notes/search?q=note&per_page=20&page=7")?.count == 10)
    }

    @Test func aSearchWithTooMuchTextIsCutAndSaysWhereItGoesOn() throws {
        let text = String(repeating: "x", count: 1 << 20)
        for number in 1...13 { try app.create("note \(number)", text) }
        var target: String? = "/api/notes/search?q=note&envelope=1"
        var titles: [String] = []
        var responses = 0
        while let next = target {
            let response = app.get(next)
            let data = try #require(response.json["data"] as? [String: Any])
            #expect(response.status == .ok && data["count"] as? Int == 13)
            titles += try #require(data["notes"] as? [[String: Any]]).compactMap { $0["title"] as? String }
            target = response.link.flatMap { $0.wholeMatch(of: /<(.*)>; rel="next"/) }.map {
                String($0.1)
            }
            responses += 1
        }
        #expect(responses == 2 && titles == (1...13).reversed().map { "note \($0)" })
        let chosen = app.get("/api/notes/search?q=note&per_page=100")
        #expect(chosen.status == .badRequest && chosen.text.contains("ask for fewer with per_page"))
    }

    @Test func aLinkThatIsTooLongForNginxIsLeftOut() throws {
        let text = String(repeating: "Ω", count: 5000)
        for number in 1...101 { try app.create("\(number)", text) }
        let encoded = String(repeating: "%CE%A9", count: 5000)
        let response = app.get("/api/notes/search?q=\(encoded)")
        #expect(try response.status == .ok && response.json["count"] as? Int == 101 && response.link == nil)
    }

    @Test func aSearchThatGoesOnHasALink() throws {
        for number in 1...130 { try app.create("note \(number)") }
        let first = app.get("/api/notes/search?q=note")
        #expect(first.link == #"</api/notes/search?q=note&offset=100>; rel="next""#)
        #expect(app.get("/api/notes/search?q=note&offset=100").link == nil)
        #expect(app.get("/api/notes/search?q=note&per_page=10&offset=10").link == nil)
        // A size that is not a number from 1 counts as absent. nginx would refuse a very long address in a field.
        for size in ["", "abc", "0"] { #expect(app.get("/api/notes/search?q=note&per_page=\(size)").link != nil) }
        for offset in ["x", "-1", "99999999999999999999"] {
            #expect(try app.get("/api/notes/search?q=note&offset=\(offset)").json["notes"] as? [Any] != nil)
        }
        #expect(
            try (app.get("/api/notes/search?q=note&offset=9223372036854775807").json["notes"] as? [Any])?.count == 0)
    }

    @Test(arguments: [
        "%22", "%25", "_", "*", "NEAR(", "a", "%F0%9F%98%80", "%22%22%22", "a%20OR", "-", "title:", "^", "%00", "%27",
        "(",
        String(repeating: "x", count: 2000), String(repeating: "%E2%82%AC", count: 2000), "%5C", "AND", "a%00b",
    ])
    func noSearchFails(_ text: String) throws {
        try app.create("x")
        #expect(app.get("/api/notes/search?q=\(text)").status == .ok)
        #expect(app.get("/notes?q=\(text)").status == .ok)
    }

    @Test func theEnvelopeHasOneShape() throws {
        try app.create("x")
        let plain = app.get("/api/notes/1").text
        #expect(app.get("/api/notes/1?envelope=1").text == #"{"data":\#(plain)}"#)
        #expect(app.get("/api/notes?envelope=1").text.hasPrefix(#"{"data":{"notes":["#))
        #expect(app.get("/api/notes/search?q=x&envelope=1").text.hasPrefix(#"{"data":{"query":"#))
        #expect(app.send(.put, "/api/notes/1?envelope=1", #"{"title":"x"}"#).text == #"{"data":\#(plain)}"#)
        #expect(app.send(.delete, "/api/notes/1?envelope=1", "").text == #"{"message":"Note deleted successfully"}"#)
        #expect(app.get("/api/notes/1?envelope=1").text == #"{"error":"Resource not found"}"#)
        #expect(app.get("/api/notes?envelope=2").text.hasPrefix(#"{"notes":"#))
    }
}

extension Response {
    /// The value of the field Link.
    var link: String? { headerFields.first { $0.name.canonicalName == "link" }?.value }
}
