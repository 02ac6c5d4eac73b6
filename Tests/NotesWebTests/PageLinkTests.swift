import HTTPTypes
import HTTPValues
import NotesWeb
import Testing

@Suite struct PageLinkTests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
        for number in 1...25 { try app.create("note \(number)") }
    }

    /// Returns the addresses in a field Link, by their relation.
    private func links(_ target: String) -> [String: String] {
        let links = (app.get(target).link ?? "").matches(of: /<([^>]*)>; rel="([a-z]+)"/).map {
            (String($0.2), String($0.1))
        }
        return Dictionary(links) { first, _ in first }
    }

    @Test func aListLinksToItsOtherPages() {
        let list = "/api/notes?page="
        #expect(links("/api/notes") == ["next": list + "2", "first": list + "1", "last": list + "3"])
        #expect(
            links("/api/notes?page=2") == [
                "next": list + "3", "prev": list + "1", "first": list + "1", "last": list + "3",
            ])
        #expect(links("/api/notes?page=3") == ["prev": list + "2", "first": list + "1", "last": list + "3"])
        #expect(links("/api/notes?page=9") == ["prev": list + "3", "first": list + "1", "last": list + "3"])
        #expect(
            app.get("/api/notes?page=3").link
                == #"</api/notes?page=2>; rel="prev", </api/notes?page=1>; rel="first", </api/notes?page=3>; rel="last""#
        )
    }

    @Test func aListOnOnePageHasNoLinks() throws {
        #expect(app.get("/api/notes?per_page=25").link == nil)
        #expect(try TestApp().get("/api/notes?page=2").link == nil)
        #expect(app.get("/api/notes/search?q=nothing&per_page=5").link == nil)
    }

    @Test func linksKeepTheQuery() {
        #expect(links("/api/notes?envelope=1&per_page=20&page=1")["next"] == "/api/notes?page=2&per_page=20&envelope=1")
        #expect(links("/api/notes?per_page=abc&other=1")["next"] == "/api/notes?page=2")
        #expect(links("/api/notes?per_page=99999999999999999999").isEmpty)
        let found = links("/api/notes/search?q=n%6Fte%20&per_page=20&envelope=1")
        #expect(found["next"] == "/api/notes/search?page=2&per_page=20&q=note%20&envelope=1")
        #expect(found["last"] == found["next"] && found["first"]?.contains("page=1&") == true && found["prev"] == nil)
    }

    @Test(arguments: ["/api/notes?per_page=4", "/api/notes/search?q=note&per_page=4"])
    func everyNoteIsFoundByFollowingTheLinks(_ start: String) throws {
        var target: String? = start
        var titles: [String] = []
        while let next = target {
            let notes = try #require(app.get(next).json["notes"] as? [[String: Any]])
            titles += notes.compactMap { $0["title"] as? String }
            target = links(next)["next"]
        }
        #expect(titles == (1...25).reversed().map { "note \($0)" })
    }

    @Test func linksAreBelowTheBasePath() throws {
        var configuration = NotesApp.Configuration()
        configuration.basePath = "/x/y"
        let app = try TestApp(configuration: configuration)
        for number in 1...2 { try app.create("note \(number)") }
        #expect(app.get("/x/y/api/notes?per_page=1").link?.hasPrefix("</x/y/api/notes?page=2&per_page=1>;") == true)
    }

    @Test func linksThatAreTooLongForNginxAreLeftOut() throws {
        let text = String(repeating: "Ω", count: 1500)
        for number in 1...3 { try app.create("\(number)", text) }
        let encoded = String(repeating: "%CE%A9", count: 1500)
        let response = app.get("/api/notes/search?q=\(encoded)&per_page=1&page=2")
        let link = try #require(response.link)
        #expect(link.utf8.count <= 24 << 10)
        #expect(link.matches(of: /rel="([a-z]+)"/).map { String($0.1) } == ["next", "prev"])
    }
}
