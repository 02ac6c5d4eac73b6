import Foundation
import Glibc
import Testing
import TestSupport

extension SiteTests {
    /// The whole site below a base path. `deploy/test --long` also runs all other tests of the site below a path.
    @Suite struct BelowAPath {
        private static let basePath = "/apps/my.notes-1"

        private let site: Site

        init() throws {
            site = try Site(basePath: Self.basePath)
        }

        @Test func aNoteFromItsCreationToItsEnd() throws {
            let visitor = Visitor(site)
            let form = try visitor.get("/notes/new")
            let cookie = try #require(form["Set-Cookie"])
            #expect(cookie.contains("; Path=\(Self.basePath);"))
            let created = try visitor.submit("/notes/new", ["title": "A title", "content": "text"])
            #expect(created.status == 303)
            #expect(created["Location"] == "\(Self.basePath)/notes/1")
            let shown = try visitor.get("/notes/1")
            #expect(shown.text.contains("Note created successfully."))
            let json = try site.curl.send("POST", "/api/notes", json: #"{"title":"t","content":"c"}"#)
            #expect(json["Location"] == "\(Self.basePath)/api/notes/2")
            #expect(try visitor.submit("/notes/1/delete")["Location"] == "\(Self.basePath)/notes")
            #expect(try site.curl.send("GET", "/api/notes/1").status == 404)
        }

        @Test func everyLinkOfAPageIsBelowThePath() throws {
            for number in 1...11 {
                try site.service.createNote("note \(number)", content: "#work/notes [[note 1]] [[missing]]")
            }
            for target in [
                "/notes", "/notes?page=2", "/notes?q=note&sort=title", "/notes/1", "/notes/1/edit", "/notes/1/delete",
                "/notes/tags", "/nothing",
            ] {
                let page = try site.curl.send("GET", target).text
                let links = page.matches(of: /(href|action|src)="([^"#][^"]*)"/)
                #expect(!links.isEmpty)
                for link in links {
                    let address = String(link.2)
                    #expect(address.hasPrefix("\(Self.basePath)/"), "\(target) links to \(address)")
                    // Some addresses of forms cannot be read.
                    let status = try site.send(path: address.replacing("&amp;", with: "&")).status
                    let isRedirect = status == 303 && address.contains("/notes/title?")
                    #expect(status == 200 || isRedirect || (link.1 == "action" && status == 405), "\(address)")
                }
            }
        }

        @Test func titlesAndPagesOfTheAPILeadBelowThePath() throws {
            for number in 1...3 { try site.service.createNote("note \(number)") }
            #expect(
                try site.curl.send("GET", "/notes/title?title=NOTE%201")["Location"] == "\(Self.basePath)/notes/1")
            #expect(
                try site.curl.send("GET", "/notes/title?title=x")["Location"] == "\(Self.basePath)/notes/new?title=x")
            let list = try site.curl.send("GET", "/api/notes?sort=title&per_page=2")
            #expect(list["Link"]?.hasPrefix("<\(Self.basePath)/api/notes?") ?? false)
        }

        @Test func thePathItselfRedirectsToTheNotes() throws {
            for path in [Self.basePath, "\(Self.basePath)/"] {
                let response = try site.send(path: path)
                #expect(response.status == 302)
                #expect(response["Location"] == "\(Self.basePath)/notes")
                #expect(try site.send("PUT", path: path)["Allow"] == "GET, HEAD")
            }
            #expect(
                try site.send(path: "\(Self.basePath)/notes/?page=2")["Location"] == "\(Self.basePath)/notes?page=2")
        }

        @Test(arguments: [
            "/", "/notes", "/notes/new", "/api/notes", "/api/health", "/metrics", "/static/css/style.css", "/apps",
            "/apps/",
            "/apps/my_notes-1/notes", "\(basePath)x", "\(basePath).css", "/apps/my.notes-1%2Fnotes/../../../notes",
        ])
        func nothingElseIsReachableOnTheHost(path: String) throws {
            for method in ["GET", "POST"] {
                let response = try site.send(method, path: path)
                #expect(response.status == 404)
                #expect(response["Content-Type"] == "text/html; charset=utf-8")
                #expect(response.text.contains("<h1>There is nothing here</h1>"))
                #expect(response.text.contains(#"href="\#(Self.basePath)/notes""#))
                #expect(response["X-Frame-Options"] == "DENY")
            }
        }

        @Test func staticFilesHealthAndMetricsAreBelowThePath() throws {
            let file = try site.curl.send("GET", "/static/css/style.css?v=1")
            #expect(file.status == 200)
            #expect(file["Cache-Control"] == "public, max-age=31536000, immutable")
            #expect(try site.curl.send("DELETE", "/static/css/style.css")["Allow"] == "GET, HEAD")
            #expect(try site.curl.send("GET", "/static/nothing").status == 404)
            #expect(try site.curl.send("GET", "/static/../notes.db").status == 404)
            #expect(try site.curl.send("GET", "/api/health").text == #"{"status":"ok"}"#)
            #expect(try site.curl.send("GET", "/metrics").text.contains("notes_build_info{version="))
        }

        @Test func errorsOfNginxLinkBelowThePathAndAreJSONInTheAPI() throws {
            let long = "?q=" + String(repeating: "a", count: 40_000)
            #expect(try site.curl.send("GET", "/api/notes" + long).text == #"{"error":"URI too long"}"#)
            let nas = ["Host": "nas.local"]
            #expect(
                try site.curl.send("GET", "/api/notes", fields: nas).text == #"{"error":"Misdirected request"}"#)
            #expect(try site.curl.send("GET", "/static/icon.svg", fields: nas).status == 200)
            site.service.process.signal(SIGKILL)
            _ = try site.service.process.wait(within: 5)
            #expect(try site.curl.send("GET", "/api/notes").text == #"{"error":"Service unavailable"}"#)
            let page = try site.curl.send("GET", "/notes")
            #expect(page.status == 503)
            let links = page.text.matches(of: /href="([^"#][^"]*)"/).map { String($0.1) }
            #expect(
                links
                    == ["/static/icon.svg", "/static/css/style.css", "/notes", "/notes/new"].map { Self.basePath + $0 })
        }

        @Test func anErrorOfTheServiceIsJSONOnlyInTheAPI() throws {
            #expect(try site.curl.send("GET", "/api/nothing").text == #"{"error":"Resource not found"}"#)
            #expect(try site.curl.send("GET", "/nothing").text.contains("<nav"))
            #expect(try site.curl.send("TRACE", "/api/notes").text == #"{"error":"Method not allowed"}"#)
        }
    }
}
