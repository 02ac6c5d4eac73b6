import Testing

extension SiteTests {
    /// What one client may ask for.
    @Suite struct Limits {
        /// - Returns: the heads and bodies of 600 answers, over one connection.
        private func flood(_ site: Site, _ target: String) throws -> String {
            let targets = Array(repeating: site.address + target, count: 600)
            return String(decoding: try site.curl.run(["--include"] + targets), as: UTF8.self)
        }

        @Test func whoAsksForTooMuchIsToldSo() throws {
            let site = try Site(isLimited: true)
            let json = try flood(site, "/api/notes")
            let served = json.split(separator: "HTTP/1.1 200 OK").count - 1
            // A burst, and fifty a second since then.
            #expect((200..<580).contains(served))
            let refused = try #require(json.split(separator: "HTTP/1.1 429 Too Many Requests").last)
            #expect(refused.contains("Content-Type: application/json"))
            #expect(refused.contains("Retry-After: 5\r\n"))
            #expect(refused.hasSuffix(#"{"error":"Too many requests"}"#))

            let pages = try flood(site, "/notes/1")
            let page = try #require(pages.split(separator: "HTTP/1.1 429 Too Many Requests").last)
            #expect(page.contains("Content-Type: text/html; charset=utf-8"))
            #expect(page.contains("Retry-After: 5\r\n"))
            #expect(page.contains("<nav") && page.contains("<h1>Too many requests</h1>"))
            #expect(page.contains("X-Frame-Options: DENY\r\n"))
        }

        @Test func aLocalSiteHasNone() throws {
            #expect(try !flood(Site(), "/api/notes").contains(" 429 "))
        }
    }
}
