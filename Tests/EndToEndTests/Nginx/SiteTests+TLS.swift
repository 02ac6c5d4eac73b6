import Testing
import TestSupport

extension SiteTests {
    /// The site with TLS, turned on as its comments describe.
    @Suite struct TLS {
        private static let name = "notes.example.org"

        private let site: Site
        /// Options of curl: it trusts only the site's certificate, and resolves the site's name to this machine.
        private let options: [String]

        init() throws {
            let service = try Service(environment: ["BASE_PATH": BasePath.standard])
            let folder = service.folder
            let certificate = try ChildProcess(
                [
                    Program.openssl.path, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=\(Self.name)",
                    "-addext", "subjectAltName=DNS:\(Self.name)", "-keyout", "privkey.pem", "-out", "fullchain.pem",
                ],
                in: folder.path, errors: folder.file("openssl-errors"))
            try #require(try certificate.wait(within: 30) == 0)
            site = try Site(service) { Self.turnOn($0, plainSocket: folder.file("plain.sock")) }
            options = [
                "--cacert", folder.file("fullchain.pem"), "--resolve", "\(Self.name):\(site.nginx.port):127.0.0.1",
            ]
        }

        private static func turnOn(_ site: String, plainSocket: String) -> String {
            guard let listen = site.firstMatch(of: /listen 127\.0\.0\.1:[0-9]+;/)?.0,
                let redirect = site.firstMatch(of: /return 308 .*;/)?.0
            else { return site }
            let plain = "server { listen unix:\(plainSocket); server_name \(name); \(redirect) }"
            return plain
                + site.replacing(listen, with: "")
                .replacing("\n    server_name \(name);", with: "")
                .replacing("#listen 443 ssl", with: listen.replacing(";", with: " ssl"))
                .replacing("#server_name", with: "server_name")
                .replacing("#ssl_certificate", with: "ssl_certificate")
                .replacing("/etc/letsencrypt/live/\(name)/", with: "")
                .replacing("#ssl_protocols", with: "ssl_protocols")
                .replacing("#add_header Strict-Transport-Security", with: "add_header Strict-Transport-Security")
        }

        private func send(
            _ method: String, _ target: String, _ fields: [String: String] = [:], body: String? = nil,
            version: String = "--http2"
        ) throws -> ReceivedResponse {
            let curl = try Curl(base: "https://\(Self.name):\(site.nginx.port)\(site.service.basePath)")
            return try curl.send(
                method, target, fields: fields, body: body.map { Array($0.utf8) }, options: options + [version])
        }

        @Test func formsAndCookiesWork() throws {
            let page = try send("GET", "/notes/new")
            #expect(page.status == 200)
            #expect(page["Strict-Transport-Security"] == "max-age=31536000")
            #expect(page["X-Frame-Options"] == "DENY")
            let cookie = try #require(page["Set-Cookie"])
            #expect(cookie.hasSuffix("; Secure"))
            let token = try #require(page.text.firstMatch(of: /name="csrf_token" value="([^"]+)"/)?.1)
            let pair = String(cookie.prefix { $0 != ";" })
            let form = "title=over+TLS&content=text&csrf_token=\(token)"
            let origin = "https://\(Self.name):\(site.nginx.port)"

            let foreign = try send(
                "POST", "/notes/new", ["Cookie": pair, "Origin": "https://evil.example"], body: form)
            #expect(foreign.status == 400)
            let saved = try send("POST", "/notes/new", ["Cookie": pair, "Origin": origin], body: form)
            #expect(saved.status == 303)
            #expect(saved["Location"] == site.path("/notes/1"))
            #expect(try send("GET", "/notes/1").text.contains("over TLS"))
        }

        @Test func requestsWithoutTLSAreRedirectedToTLS() throws {
            let plain = try Curl(base: "http://\(Self.name)")
            let response = try plain.send(
                "GET", "/notes?q=a%20b", options: ["--unix-socket", site.service.folder.file("plain.sock")])
            #expect(response.status == 308)
            #expect(response["Location"] == "https://\(Self.name)/notes?q=a%20b")
        }

        /// HTTP/2 compresses header fields, so there nginx refuses only a longer address.
        @Test(arguments: ["--http1.1", "--http2"]) func errorsHaveTheFieldsThatProtectVisitors(version: String) throws {
            let response = try send("GET", "/notes?q=" + String(repeating: "a", count: 40_000), version: version)
            #expect(response.status == 414)
            #expect(response.text.contains("<nav"))
            #expect(response["Strict-Transport-Security"] == "max-age=31536000")
            #expect(response["X-Content-Type-Options"] == "nosniff")
        }

        /// If nginx refuses a request of HTTP/2 early, it knows less about it than in HTTP/1.1.
        @Test func tooManyFieldsAreJSONInTheAPI() throws {
            let fields = Dictionary(uniqueKeysWithValues: (0..<1500).map { ("A\($0)", "b") })
            let response = try send("GET", "/api/notes", fields)
            #expect(response.status == 431)
            #expect(response.text == #"{"error":"Request header fields too large"}"#)
        }
    }
}
