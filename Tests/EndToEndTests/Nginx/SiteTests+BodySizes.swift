import Testing
import TestSupport

extension SiteTests {
    /// How much a request may hold, and who says so when it is too much.
    @Suite struct BodySizes {
        /// 1 MiB, the most that a note holds: in bytes.
        private static let mebibyte = 1 << 20

        @Test func contentOfOneMebibyteInJSON() throws {
            let site = try Site()
            // The worst that a JSON encoder can do: six bytes for one.
            let content = String(repeating: #"\u0061"#, count: Self.mebibyte)
            let created = try site.curl.send("POST", "/api/notes", json: #"{"title":"t","content":"\#(content)"}"#)
            #expect(created.status == 201)
            let note = try site.curl.send("GET", "/api/notes/1").note()
            #expect(note.content.utf8.count == Self.mebibyte)
            #expect(note.content.utf8.allSatisfy { $0 == UInt8(ascii: "a") })
        }

        @Test func contentOfOneMebibyteInAForm() throws {
            let site = try Site()
            // The worst that a browser can do: six bytes, %0D%0A, for one.
            let content = "a" + String(repeating: "\n", count: Self.mebibyte - 2) + "z"
            let visitor = Visitor(site)
            #expect(try visitor.submit("/notes/new", ["title": "t", "content": content]).status == 303)
            #expect(try site.curl.send("GET", "/api/notes/1").note().content == content)
        }

        @Test func oneByteMoreIsTooMuch() throws {
            let site = try Site()
            let content = String(repeating: "x", count: Self.mebibyte + 1)
            let json = try site.curl.send("POST", "/api/notes", json: #"{"title":"t","content":"\#(content)"}"#)
            #expect(json.status == 400)
            #expect(json.text == #"{"error":"Content must be at most 1048576 bytes"}"#)
            let form = try Visitor(site).submit("/notes/new", ["title": "t", "content": content])
            #expect(form.status == 422)
            #expect(form.text.contains(content), "the text comes back")
        }

        @Test(arguments: [7, 15])
        func overTheLimitTheServiceSaysSo(mebibytes: Int) throws {
            let site = try Site()
            let body = [UInt8](repeating: UInt8(ascii: "a"), count: mebibytes * Self.mebibyte)
            let json = try site.curl.send(
                "POST", "/api/notes", fields: ["Content-Type": "application/json"], body: body)
            #expect(json.status == 413)
            #expect(json["Content-Type"] == "application/json")
            #expect(json.text == #"{"error":"Request body too large"}"#)
            let page = try site.curl.send("POST", "/notes/new", body: body)
            #expect(page.status == 413)
            #expect(page["Content-Type"] == "text/html; charset=utf-8")
            #expect(page.text.contains("<nav"), "a page of the service")
            #expect(try site.curl.send("GET", "/notes").status == 200)
        }

        @Test func farOverTheLimitNginxSaysTheSame() throws {
            let site = try Site()
            let body = [UInt8](repeating: UInt8(ascii: "a"), count: 17 * Self.mebibyte)
            let json = try site.curl.send(
                "POST", "/api/notes", fields: ["Content-Type": "application/json"], body: body)
            #expect(json.status == 413)
            #expect(json["Content-Type"]?.hasPrefix("application/json") == true)
            #expect(json.text == #"{"error":"Request body too large"}"#)
            let page = try site.curl.send("POST", "/notes/new", body: body)
            #expect(page.status == 413)
            #expect(page["Content-Type"]?.hasPrefix("text/html") == true)
            #expect(!page.text.contains("nginx"), "not nginx's own page")
        }

        /// A client that does not say how long its content is.
        @Test func chunkedContent() throws {
            let site = try Site()
            let body = Array(#"{"title":"t","content":"chunked"}"#.utf8)
            let response = try site.curl.send(
                "POST", "/api/notes", fields: ["Content-Type": "application/json", "Transfer-Encoding": "chunked"],
                body: body)
            #expect(response.status == 201)
            #expect(try response.note().content == "chunked")
        }
    }
}
