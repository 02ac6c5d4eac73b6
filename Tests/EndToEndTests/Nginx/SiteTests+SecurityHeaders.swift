import Glibc
import Testing
import TestSupport

extension SiteTests {
    /// Every response has each of the fields that protect visitors exactly once.
    @Suite struct SecurityHeaders {
        private func expectProtected(_ response: ReceivedResponse, _ status: Int, _ comment: Comment) {
            #expect(response.status == status, comment)
            let policy = response["Content-Security-Policy"] ?? ""
            #expect(policy.hasPrefix("default-src 'none';"), comment)
            #expect(policy.contains("frame-ancestors 'none'"), comment)
            #expect(response["X-Content-Type-Options"] == "nosniff", comment)
            #expect(response["Referrer-Policy"] == "same-origin", comment)
            #expect(response["X-Frame-Options"] == "DENY", comment)
            #expect(response["Cross-Origin-Opener-Policy"] == "same-origin", comment)
            #expect(response["Cross-Origin-Resource-Policy"] == "same-origin", comment)
            #expect(response["Permissions-Policy"]?.contains("camera=(), ") == true, comment)
            #expect(response["X-Request-Id"]?.wholeMatch(of: /[0-9a-f]{32}/) != nil, comment)
            #expect(response.values(of: "Content-Type").count <= 1, comment)
            #expect(response.values(of: "Cache-Control").count <= 1, comment)
            #expect(response["Server"] == "nginx", "\(comment): no version")
        }

        @Test func responsesOfTheServiceAreProtected() throws {
            let site = try Site()
            try site.service.createNote("a note")
            let expected: [(method: String, target: String, status: Int)] = [
                ("GET", "/notes", 200), ("GET", "/notes/1", 200), ("GET", "/notes/new", 200), ("GET", "/notes/2", 404),
                ("GET", "/nothing", 404), ("GET", "/notes/", 308), ("POST", "/notes/new", 400),
                ("DELETE", "/notes", 405),
                ("HEAD", "/notes", 200), ("OPTIONS", "/notes", 204), ("GET", "/api/notes", 200),
                ("GET", "/api/notes/2", 404),
                ("GET", "/api/notes/search", 400), ("PATCH", "/api/notes", 405), ("OPTIONS", "/api/notes", 204),
                ("POST", "/api/notes", 415), ("GET", "/static/nothing", 404), ("GET", "/notes?q=%FF", 400),
            ]
            for (method, target, status) in expected {
                let body: [UInt8]? = method == "POST" ? Array("x".utf8) : nil
                expectProtected(try site.curl.send(method, target, body: body), status, "\(method) \(target)")
            }
            let visitor = Visitor(site)
            expectProtected(try visitor.submit("/notes/new", ["title": "t", "content": "c"]), 303, "a form")
            expectProtected(try visitor.submit("/notes/new", ["title": "", "content": "c"]), 422, "a rejected form")
            let large = [UInt8](repeating: 0x61, count: 7 << 20)
            expectProtected(try site.curl.send("POST", "/api/notes", body: large), 413, "too large for the service")
        }

        /// Other web servers send what the service sends. nginx sends its own copy.
        @Test func theServiceAndNginxSendTheSamePolicy() throws {
            let site = try Site()
            let own = try site.service.send(FastCGIRequest("GET", "/notes"))["Content-Security-Policy"]
            #expect(try own == site.curl.send("GET", "/notes")["Content-Security-Policy"])
            #expect(
                own?.split(separator: "; ").sorted() == [
                    "base-uri 'none'", "connect-src 'self'", "default-src 'none'", "form-action 'self'",
                    "frame-ancestors 'none'", "img-src 'self'", "manifest-src 'self'", "script-src 'self'",
                    "style-src 'self'",
                ])
        }

        /// A page of another site can point its own name at this machine (DNS rebinding). It reads nothing and changes nothing.
        @Test func aRequestForAnotherNameIsRefused() throws {
            let site = try Site()
            for host in [
                "evil.example", "127.0.0.1.evil.example", "notes.example.org.evil.example", "localhost.evil.example",
            ] {
                for (method, target) in [
                    ("GET", "/notes"), ("POST", "/notes/new"), ("GET", "/static/nothing"), ("GET", "/notes/1.css"),
                    ("GET", "/notes?|127.0.0.1|"), ("GET", "/notes/%7C127.0.0.1%7C"),
                ] {
                    let response = try site.curl.send(method, target, fields: ["Host": host])
                    expectProtected(response, 421, "\(host)\(target)")
                    #expect(response["Content-Type"] == "text/html; charset=utf-8")
                    #expect(response.text.contains("server_name"), "the page says which setting to change")
                }
                for (method, target) in [("GET", "/api/notes"), ("POST", "/api/notes"), ("GET", "/api/health")] {
                    let response = try site.curl.send(method, target, fields: ["Host": host])
                    expectProtected(response, 421, "\(host)\(target)")
                    #expect(response["Content-Type"] == "application/json")
                    #expect(response.text == #"{"error":"Misdirected request"}"#)
                }
            }
            // No page of another site can have such a name. Prometheus, for example, sends an IP address.
            for host in ["notes.example.org", "NOTES.example.org:8080", "127.0.0.1", "[::1]:80", "localhost:8080"] {
                #expect(try site.curl.send("GET", "/notes", fields: ["Host": host]).status == 200)
            }
        }

        @Test func responsesOfNginxAreProtected() throws {
            let site = try Site()
            for (target, status) in [
                ("/", 302), ("/static/css/style.css", 200), ("/static/css/style.css?v=1", 200), ("/%00", 400),
            ] {
                expectProtected(try site.curl.send("GET", target), status, "\(target)")
            }
            let etag = try #require(try site.curl.send("GET", "/static/icon.svg")["ETag"])
            let fields = ["If-None-Match": etag]
            expectProtected(try site.curl.send("GET", "/static/icon.svg", fields: fields), 304, "not modified")
            let large = [UInt8](repeating: 0x61, count: 17 << 20)
            for target in ["/api/notes", "/notes/new"] {
                expectProtected(try site.curl.send("POST", target, body: large), 413, "too large for nginx: \(target)")
            }
            let unusual: [(target: String, fields: [String: String], status: Int)] = [
                ("/api/notes", ["Transfer-Encoding": "gzip"], 501), ("/notes", ["Transfer-Encoding": "gzip"], 501),
                ("/static/icon.svg", ["If-Match": "\"other\""], 412), ("/error.html", [:], 404),
                ("/error.json", [:], 404),
                ("/static/icon.svg", ["Range": "bytes=999999-"], 200),
            ]
            for (target, fields, status) in unusual {
                let response = try site.curl.send("GET", target, fields: fields)
                expectProtected(response, status, "\(target) \(fields)")
                let beginning = target.hasPrefix("/api/") ? "{\"error\":" : status == 200 ? "<svg" : "<!DOCTYPE html>"
                #expect(response.text.hasPrefix(beginning), "\(target) \(fields)")
            }
            site.service.process.signal(SIGKILL)
            _ = try site.service.process.wait(within: 5)
            for target in ["/api/notes", "/notes"] {
                expectProtected(try site.curl.send("GET", target), 503, "without the service: \(target)")
            }
        }
    }
}
