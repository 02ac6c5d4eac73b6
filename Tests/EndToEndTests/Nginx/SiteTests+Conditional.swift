import Testing
import TestSupport

extension SiteTests {
    /// Entity tags through nginx, which marks the tag of a compressed response as weak.
    @Suite struct Conditional {
        private let site: Site
        /// Long enough for nginx to compress every response.
        private let text = String(repeating: "a sentence of the note ", count: 100)

        init() throws {
            site = try Site()
            try site.service.createNote("a note", content: text)
        }

        private func send(_ method: String = "GET", _ target: String, _ fields: [String: String], isCompressed: Bool)
            throws -> ReceivedResponse
        {
            let encoding = ["Accept-Encoding": isCompressed ? "gzip" : "identity"]
            return try site.curl.send(method, target, fields: fields.merging(encoding) { $1 })
        }

        @Test(arguments: ["/api/notes/1", "/api/notes", "/api/notes/search?q=sentence", "/notes", "/notes/1"])
        func aClientDoesNotGetWhatItHas(_ target: String) throws {
            for isCompressed in [false, true] {
                let full = try send("GET", target, [:], isCompressed: isCompressed)
                let tag = try #require(full["ETag"])
                #expect(full.status == 200 && tag.hasPrefix("W/") == isCompressed)
                #expect((full["Content-Encoding"] == "gzip") == isCompressed)
                // The client may compress this time or not, whatever it did before.
                for again in [false, true] {
                    for method in ["GET", "HEAD"] {
                        let response = try send(method, target, ["If-None-Match": tag], isCompressed: again)
                        #expect(response.status == 304 && response.body.isEmpty, "\(method), gzip: \(again)")
                        #expect(response["ETag"] == tag)
                        #expect(response["Cache-Control"] == "no-cache")
                        #expect(response["Content-Security-Policy"]?.hasPrefix("default-src 'none';") == true)
                        #expect(response["Content-Type"] == nil && response["Content-Length"] == nil)
                    }
                    let other = try send("GET", target, ["If-None-Match": "W/\"other\""], isCompressed: again)
                    #expect(other.status == 200 && !other.body.isEmpty)
                }
            }
            let tag = try #require(site.curl.send("GET", target)["ETag"])
            #expect(try site.curl.send("PUT", "/api/notes/1", json: #"{"title":"b"}"#)["ETag"] != nil)
            #expect(try send("GET", target, ["If-None-Match": tag], isCompressed: false).status == 200)
        }

        @Test func ifMatchAcceptsTheTagOfACompressedResponse() throws {
            let tag = try #require(send("GET", "/api/notes/1", [:], isCompressed: true)["ETag"])
            #expect(tag.hasPrefix("W/\"20"))
            for (field, status) in [(tag, 200), ("\"0\"", 412), ("2026", 400), ("*", 200)] {
                let response = try site.curl.send("GET", "/api/notes/1", fields: ["If-Match": field])
                #expect(response.status == status, "\(field)")
            }
            let empty = try site.curl.send("GET", "/api/notes/1", options: ["--header", "If-Match;"])
            #expect(empty.status == 412, "an empty list has no tag")
            let several = try site.curl.send("GET", "/api/notes/1", fields: ["If-Match": "\"0\", \(tag)"])
            #expect(several.status == 200)
        }

        @Test func aResponseToARefusedMethodNamesTheAllowedMethods() throws {
            for target in [
                "/notes", "/notes/new", "/notes/1", "/notes/1/edit", "/notes/1/delete", "/api/notes", "/api/notes/1",
                "/api/notes/search", "/api/health", "/metrics",
            ] {
                for method in ["PATCH", "BREW", "TRACE", "OPTIONS"] {
                    let response = try site.curl.send(method, target)
                    #expect(response.status == (method == "OPTIONS" ? 204 : 405), "\(method) \(target)")
                    #expect(response["Allow"]?.hasPrefix("GET, HEAD, ") == true, "\(method) \(target)")
                }
            }
            for target in ["/", "/static/icon.svg", "/static/nothing"] {
                for method in ["PATCH", "DELETE", "OPTIONS"] {
                    let response = try site.curl.send(method, target)
                    #expect(
                        response.status == 405 && response["Allow"]?.hasPrefix("GET, HEAD") == true,
                        "\(method) \(target)")
                }
            }
        }

        @Test func aPageOfAListLinksToTheOtherPages() throws {
            try site.service.createNote("another note", content: text)
            let first = try site.curl.send("GET", "/api/notes?per_page=1")
            let address = site.path("/api/notes?page=2&per_page=1")
            #expect(first["Link"]?.hasPrefix("<\(address)>; rel=\"next\", ") == true)
            #expect(try site.send(path: address).text.contains(#""current_page":2,"#))
        }
    }
}
