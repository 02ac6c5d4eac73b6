import HTTPTypes
import HTTPValues
import Notes
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
}
