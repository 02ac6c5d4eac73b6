import Testing
import TestSupport

extension SiteTests {
    /// HTTP itself: HEAD, kept connections, compression, methods, limits of the request line.
    @Suite struct Connections {
        @Test func headIsGetWithoutTheBody() throws {
            let site = try Site()
            try site.service.createNote("a note")
            for target in [
                "/notes", "/notes/1", "/nothing", "/api/notes", "/api/notes/1", "/api/notes/2", "/static/css/style.css",
            ] {
                let get = try site.curl.send("GET", target)
                let head = try site.curl.send("HEAD", target)
                #expect(head.status == get.status, "\(target)")
                #expect(head.body.isEmpty, "\(target)")
                #expect(head["Content-Length"] == "\(get.body.count)", "\(target)")
                #expect(head["Content-Type"] == get["Content-Type"], "\(target)")
            }
        }

        @Test func oneConnectionServesManyRequests() throws {
            let site = try Site()
            let targets = ["/notes", "/api/notes", "/nothing", "/static/css/style.css", "/api/nothing", "/notes"]
            let requests = targets.flatMap { ["--output", "/dev/null", site.address + $0] }
            let output = try site.curl.run(["--write-out", "%{http_code}:%{num_connects} "] + requests)
            #expect(String(decoding: output, as: UTF8.self) == "200:1 200:0 404:0 200:0 404:0 200:0 ")
        }

        @Test func responsesAreCompressedForClientsThatAcceptIt() throws {
            let site = try Site()
            try site.service.createNote("a note", content: String(repeating: "words and words ", count: 200))
            for target in ["/notes/1", "/api/notes/1", "/static/css/style.css"] {
                let plain = try site.curl.send("GET", target)
                #expect(plain.values(of: "Content-Encoding").isEmpty, "\(target)")
                let packed = try site.curl.send("GET", target, fields: ["Accept-Encoding": "gzip"])
                #expect(packed["Content-Encoding"] == "gzip", "\(target)")
                #expect(packed["Vary"] == "Accept-Encoding", "\(target)")
                #expect(packed.body.count < plain.body.count / 2, "\(target)")
                let unpacked = try site.curl.send("GET", target, options: ["--compressed"])
                #expect(unpacked.body == plain.body, "\(target)")
            }
        }

        private static let allowed = [
            "/notes": "GET, HEAD, OPTIONS", "/notes/new": "GET, HEAD, POST, OPTIONS", "/notes/1": "GET, HEAD, OPTIONS",
            "/notes/1/edit": "GET, HEAD, POST, OPTIONS", "/notes/1/delete": "GET, HEAD, POST, OPTIONS",
            "/api/notes": "GET, HEAD, POST, OPTIONS", "/api/notes/1": "GET, HEAD, PUT, DELETE, OPTIONS",
            "/api/notes/search": "GET, HEAD, OPTIONS",
        ]

        /// Returns the methods in a field Allow.
        private func methods(_ allow: String?) -> Set<Substring> {
            Set((allow ?? "").split { $0 == "," || $0 == " " })
        }

        @Test func optionsNamesTheAllowedMethods() throws {
            let site = try Site()
            for (target, allowed) in Self.allowed {
                let response = try site.curl.send("OPTIONS", target)
                #expect(response.status == 204, "\(target)")
                #expect(response.body.isEmpty, "\(target)")
                #expect(methods(response["Allow"]) == methods(allowed), "\(target)")
            }
        }

        @Test func otherMethodsAreRefused() throws {
            let site = try Site()
            try site.service.createNote("stays")
            for (target, allowed) in Self.allowed {
                for method in ["POST", "PUT", "PATCH", "DELETE", "BREW"] where !allowed.contains(method) {
                    let response = try site.curl.send(method, target, body: Array("{}".utf8))
                    #expect(response.status == 405, "\(method) \(target)")
                    #expect(methods(response["Allow"]) == methods(allowed), "\(method) \(target)")
                    if target.hasPrefix("/api/") {
                        #expect(response.text == #"{"error":"Method not allowed"}"#, "\(method) \(target)")
                    } else {
                        #expect(response.text.contains("<nav"), "\(method) \(target)")
                    }
                }
            }
            #expect(try site.curl.send("GET", "/api/notes/1").note().title == "stays")
        }

        /// nginx refuses these methods before it asks the service.
        @Test(arguments: ["TRACE", "CONNECT"])
        func aMethodThatNginxRefusesGetsTheResponseOfTheService(method: String) throws {
            let site = try Site()
            let json = try site.curl.send(method, "/api/notes")
            #expect(json.status == 405)
            #expect(json.text == #"{"error":"Method not allowed"}"#)
            let page = try site.curl.send(method, "/notes/new")
            #expect(page.status == 405)
            #expect(page.text.contains("<nav"))
            #expect(methods(page["Allow"]) == methods(Self.allowed["/notes/new"]))
        }

        @Test func aPathThatNginxCannotDecodeIsABadRequest() throws {
            let site = try Site()
            for target in ["/%zz", "/%00"] {
                let json = try site.curl.send("GET", "/api" + target)
                #expect(json.status == 400)
                #expect(json.text == #"{"error":"Bad request"}"#)
                let page = try site.curl.send("GET", "/notes" + target)
                #expect(page.status == 400)
                #expect(page.text.contains("<nav"))
            }
        }

        @Test func anAddressThatIsTooLongIsRefused() throws {
            let site = try Site()
            let query = "?q=" + String(repeating: "a", count: 40_000)
            let json = try site.curl.send("GET", "/api/notes/search" + query)
            #expect(json.status == 414)
            #expect(json["Content-Type"]?.hasPrefix("application/json") == true)
            #expect(json.text == #"{"error":"URI too long"}"#)
            let page = try site.curl.send("GET", "/notes" + query)
            #expect(page.status == 414)
            #expect(page.text.contains("<nav") && page.text.contains("<h1>The address is too long</h1>"))
        }

        @Test func headerFieldsThatAreTooLongAreRefused() throws {
            let site = try Site()
            let fields = ["Cookie": String(repeating: "a", count: 40_000)]
            let json = try site.curl.send("GET", "/api/notes", fields: fields)
            #expect(json.status == 431)
            #expect(json["Content-Type"]?.hasPrefix("application/json") == true)
            #expect(json.text == #"{"error":"Request header fields too large"}"#)
            let page = try site.curl.send("GET", "/notes", fields: fields)
            #expect(page.status == 431)
            #expect(page.text.contains("<nav"))
            #expect(try site.curl.send("GET", "/notes").status == 200)
        }
    }
}
