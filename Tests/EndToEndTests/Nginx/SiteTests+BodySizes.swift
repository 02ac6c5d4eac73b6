import Testing
import TestSupport

extension SiteTests {
    /// How long a request body may be, and which program refuses a longer one.
    @Suite struct BodySizes {
        /// The length of the longest content: 1 MiB, in bytes.
        private static let mebibyte = 1 << 20

        @Test func contentOfOneMebibyteInJSON() throws {
            let site = try Site()
            // The longest form of a letter in JSON has six bytes.
            let content = String(repeating: #"\u0061"#, count: Self.mebibyte)
            let created = try site.curl.send("POST", "/api/notes", json: #"{"title":"t","content":"\#(content)"}"#)
            #expect(created.status == 201)
            let note = try site.curl.send("GET", "/api/notes/1").note()
            #expect(note.content.utf8.count == Self.mebibyte)
            #expect(note.content.utf8.allSatisfy { $0 == UInt8(ascii: "a") })
        }

        @Test func contentOfOneMebibyteInAForm() throws {
            let site = try Site()
            // A browser sends each line end as six bytes: %0D%0A.
            let content = "a" + String(repeating: "\n", count: Self.mebibyte - 2) + "z"
            let visitor = Visitor(site)
            #expect(try visitor.submit("/notes/new", ["title": "t", "content": content]).status == 303)
            #expect(try site.curl.send("GET", "/api/notes/1").note().content == content)
        }

        @Test func contentIsRefusedIfItHasOneByteTooMany() throws {
            let site = try Site()
            let content = String(repeating: "x", count: Self.mebibyte + 1)
            let json = try site.curl.send("POST", "/api/notes", json: #"{"title":"t","content":"\#(content)"}"#)
            #expect(json.status == 400)
            #expect(json.text == #"{"error":"Content must be at most 1048576 bytes"}"#)
            let form = try Visitor(site).submit("/notes/new", ["title": "t", "content": content])
            #expect(form.status == 422)
            #expect(form.text.contains(content), "the form comes back with the text")
        }

        @Test(arguments: [7, 15])
        func theServiceRefusesABodyOverItsLimit(mebibytes: Int) throws {
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
            #expect(page.text.contains("<nav"), "this is a page of the service")
            #expect(try site.curl.send("GET", "/notes").status == 200)
        }

        @Test func nginxRefusesAMuchLongerBodyInTheSameWay() throws {
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
            #expect(!page.text.contains("nginx"), "this is not nginx's built-in page")
        }

        @Test func aBodyOfUnknownLengthIsAccepted() throws {
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
