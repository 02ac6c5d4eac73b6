import Testing
import TestSupport

extension SiteTests {
    /// The files that nginx serves by itself.
    @Suite struct StaticFiles {
        @Test func pagesLinkToFilesThatMayBeKeptForGood() throws {
            let site = try Site()
            let page = try site.curl.send("GET", "/notes").text
            let links = page.matches(of: /<link [^>]*href="([^"]+)"/).map { String($0.1) }
            #expect(links.count == 2)
            for link in links {
                #expect(link.contains("?v="))
                let response = try site.curl.send("GET", link)
                #expect(response.status == 200)
                #expect(response["Cache-Control"] == "public, max-age=31536000, immutable")
                #expect(
                    response["Content-Type"] == (link.contains(".css") ? "text/css; charset=utf-8" : "image/svg+xml"))
                #expect(response.body == site.service.folder.read(String(link.prefix { $0 != "?" }.dropFirst())))
            }
        }

        @Test func withoutAVersionTheyAreAskedForAgain() throws {
            let site = try Site()
            for target in ["/static/css/style.css", "/static/css/style.css?"] {
                let response = try site.curl.send("GET", target)
                #expect(response.status == 200)
                #expect(response["Cache-Control"] == "no-cache")
                let etag = try #require(response["ETag"])
                let again = try site.curl.send("GET", target, fields: ["If-None-Match": etag])
                #expect(again.status == 304)
                #expect(again.body.isEmpty)
            }
        }

        @Test func whatIsNotThereIsNotKept() throws {
            let site = try Site()
            for target in ["/static/nothing.css?v=1", "/static/?v=1", "/static/css?v=1"] {
                let response = try site.curl.send("GET", target)
                #expect(response.status == 404, "\(target)")
                #expect(response.values(of: "Cache-Control").allSatisfy { !$0.contains("immutable") }, "\(target)")
            }
        }

        @Test(arguments: [
            "/static/../notes.db", "/static/css/../../notes.db", "/static/%2e%2e/notes.db", "/static..%2fnotes.db",
            "/static/css/..%2f..%2f..%2fnotes.db", "/notes.db", "/templates/base.html", "/static/css/",
        ])
        func nothingElseIsServed(target: String) throws {
            let site = try Site()
            let response = try site.curl.send("GET", target)
            #expect([400, 404].contains(response.status))
            #expect(!response.text.contains("SQLite format"))
        }
    }
}
