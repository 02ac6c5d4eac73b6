import Testing

extension SiteTests {
    /// The limits for one client.
    @Suite struct Limits {
        /// Sends 600 requests over one connection.
        ///
        /// - Returns: the heads and bodies of the responses.
        private func flood(_ site: Site, _ target: String) throws -> String {
            let targets = Array(repeating: site.address + target, count: 600)
            return String(decoding: try site.curl.run(["--include"] + targets), as: UTF8.self)
        }

        @Test func tooManyRequestsOfOneClientAreRefused() throws {
            let site = try Site(isLimited: true)
            let json = try flood(site, "/api/notes")
            let served = json.split(separator: "HTTP/1.1 200 OK").count - 1
            // A burst of 200, and fifty a second after it.
            #expect((200..<580).contains(served))
            let refused = try #require(json.split(separator: "HTTP/1.1 429 Too Many Requests").last)
            #expect(refused.contains("Content-Type: application/json"))
            #expect(refused.contains("Retry-After: 5\r\n"))
            #expect(refused.hasSuffix(#"{"error":"Too many requests"}"#))

            let pages = try flood(site, "/notes/1")
            let page = try #require(pages.split(separator: "HTTP/1.1 429 Too Many Requests").last)
            #expect(page.contains("Content-Type: text/html; charset=utf-8"))
            #expect(page.contains("Retry-After: 5\r\n"))
            #expect(page.contains("<nav") && page.contains("<h1>Too much at once</h1>"))
            #expect(page.contains("X-Frame-Options: DENY\r\n"))
        }

        @Test func staticFilesHaveNoLimit() throws {
            let site = try Site(isLimited: true)
            let files = try flood(site, "/static/icon.svg")
            #expect(files.matches(of: /HTTP\/1.1 200 OK/).count == 600)
            #expect(!files.contains(" 429 "))
            // The service responds for a file that does not exist.
            #expect(try flood(site, "/static/nothing").contains(" 429 "))
        }

        @Test func manySlowDownloadsOfStaticFilesAreServedAtOnce() throws {
            let site = try Site(isLimited: true) {
                $0.replacing("max_ranges 0;", with: "max_ranges 0;\n        limit_rate 2k;")
            }
            let downloads = Array(repeating: site.address + "/static/css/style.css", count: 25)
            let output = try site.curl.run(
                ["--parallel", "--parallel-immediate", "--write-out", "%{http_code} "]
                    + downloads.flatMap { ["--output", "/dev/null", $0] })
            #expect(String(decoding: output, as: UTF8.self) == String(repeating: "200 ", count: 25))
        }

        @Test func aLocalSiteHasNoLimits() throws {
            #expect(try !flood(Site(), "/api/notes").contains(" 429 "))
        }
    }
}
