import Testing
import TestSupport

extension SiteTests {
    /// The files that nginx serves without the service.
    @Suite struct StaticFiles {
        private static let types: [Substring: String] = [
            "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "png": "image/png",
            "svg": "image/svg+xml", "webmanifest": "application/manifest+json",
        ]

        @Test func pagesLinkToFilesThatBrowsersKeep() throws {
            let site = try Site()
            let page = try site.curl.send("GET", "/notes").text
            let links = page.matches(of: /<(?:link|script) [^>]*(?:href|src)="([^"]+)"/).map { String($0.1) }
            #expect(links.count == 6)
            for link in links {
                #expect(link.contains("?v="))
                let response = try site.send(path: link)
                #expect(response.status == 200)
                #expect(response["Cache-Control"] == "public, max-age=31536000, immutable")
                #expect(
                    response["Content-Type"] == Self.types[link.prefix { $0 != "?" }.split(separator: ".").last ?? ""])
                #expect(
                    response.body
                        == site.service.folder.read(String(link.dropFirst(site.path("/").count).prefix { $0 != "?" })))
            }
        }

        @Test func browsersAskAgainForAFileWithoutAVersion() throws {
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

        @Test(arguments: ["OPTIONS", "PUT", "DELETE", "POST", "PATCH"])
        func aFileCanOnlyBeRead(method: String) throws {
            let site = try Site()
            for target in ["/static/css/style.css", "/static/icon.svg?v=1", "/static/nothing", "/"] {
                let response = try site.curl.send(method, target)
                #expect(response.status == 405, "\(target)")
                #expect(response["Allow"] == "GET, HEAD", "\(target)")
                #expect(response["Content-Type"] == "text/html; charset=utf-8", "\(target)")
                #expect(response.text.contains("<h1>This did not work</h1>"), "\(target)")
                #expect(response["X-Frame-Options"] == "DENY", "\(target)")
            }
            #expect(try site.curl.send("GET", "/static/css/style.css").values(of: "Allow").isEmpty)
            #expect(try site.curl.send("HEAD", "/")["Location"] == site.path("/notes"))
        }

        @Test func browsersDoNotKeepTheErrorForAMissingFile() throws {
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
        func noOtherFileIsServed(target: String) throws {
            let site = try Site()
            let response = try site.curl.send("GET", target)
            #expect([400, 404].contains(response.status))
            #expect(!response.text.contains("SQLite format"))
        }
    }
}
