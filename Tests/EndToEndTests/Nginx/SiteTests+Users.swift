import Testing
import TestSupport

extension SiteTests {
    /// Passwords in nginx, and the user names in the service's log.
    @Suite struct Users {
        /// Turns the site's password on as its comments describe.
        private func withPassword(_ site: String) -> String {
            site.replacing("#auth_basic \"Notes\";", with: "auth_basic \"Notes\";")
                .replacing("#auth_basic_user_file /etc/nginx/", with: "auth_basic_user_file ")
                .replacing("#fastcgi_param REMOTE_USER", with: "fastcgi_param REMOTE_USER")
        }

        private func makeSite(_ edit: (String) -> String) throws -> Site {
            // With 0 milliseconds, the service logs every request.
            let site = try Site(
                environment: ["REQUIRE_USER": "true", "SLOW_REQUEST_MILLISECONDS": "0"], edit: edit)
            try site.service.folder.write("ann:{PLAIN}the password\n".utf8, to: "notes.htpasswd")
            return site
        }

        /// Returns the lines of the service's log that contain a text.
        private func lines(_ site: Site, _ text: String) -> [Substring] {
            site.service.errors.split(separator: "\n").filter { $0.contains(text) }
        }

        @Test func theNameOfAUserReachesTheLog() throws {
            let site = try makeSite(withPassword)
            let page = try site.curl.send("GET", "/notes")
            #expect(page.status == 401)
            #expect(page["WWW-Authenticate"] == "Basic realm=\"Notes\"")
            #expect(page.text.contains("<h1>Please sign in</h1>"))
            let json = try site.curl.send("POST", "/api/notes", json: "{}")
            #expect(json.status == 401)
            #expect(json["WWW-Authenticate"] == "Basic realm=\"Notes\"")
            #expect(json["Content-Type"] == "application/json")
            #expect(json.text == #"{"error":"Authentication required"}"#)
            #expect(try site.curl.send("GET", "/notes", options: ["--user", "ann:wrong"]).status == 401)
            #expect(lines(site, "target=\(site.path("/notes")) ").isEmpty && lines(site, "POST").isEmpty)

            let response = try site.curl.send("GET", "/notes", options: ["--user", "ann:the password"])
            #expect(response.status == 200)
            let id = try #require(response["X-Request-Id"])
            let line = try #require(lines(site, id).first)
            #expect(line.contains(" slow request id=\(id) method=GET "))
            #expect(line.hasSuffix(" status=200 target=\(site.path("/notes")) user=ann"))
            #expect(!site.service.errors.contains("the password"))
        }

        @Test func healthAndMetricsNeedNoPassword() throws {
            let site = try makeSite(withPassword)
            for target in ["/api/health", "/metrics"] {
                // nginx does not check the name here, so it must not pass the name on.
                let response = try site.curl.send("GET", target, options: ["--user", "eve:any"])
                #expect(response.status == 200, "\(target)")
                #expect(lines(site, "user=").allSatisfy { !$0.contains("eve") })
            }
            #expect(try site.curl.send("GET", "/metrics").text.contains("notes_build_info{version="))
        }

        /// Without passwords in nginx, no request has a user name.
        @Test(arguments: [
            "Remote-User: ann", "X-Remote-User: ann", "Remote_User: ann", "Authorization: Basic YW5uOng=",
        ])
        func noHeaderFieldOfAClientIsAUserName(field: String) throws {
            let site = try makeSite { $0 }
            let page = try site.curl.send("GET", "/notes", options: ["--header", field])
            #expect(page.status == 401)
            #expect(page.text.contains("<nav"))
            let json = try site.curl.send("GET", "/api/notes", options: ["--header", field])
            #expect(json.status == 401)
            #expect(json.text == #"{"error":"Authentication required"}"#)
            #expect(lines(site, "user=ann").isEmpty)
        }

        @Test func nginxChoosesTheIdOfARequest() throws {
            let site = try makeSite { $0 }
            let fields = ["X-Request-Id": "forged-id", "Request-Id": "forged-id"]
            let response = try site.curl.send("GET", "/api/notes", fields: fields)
            let id = try #require(response["X-Request-Id"])
            #expect(id.wholeMatch(of: /[0-9a-f]{32}/) != nil)
            #expect(lines(site, "id=\(id) ").count == 1)
            #expect(!site.service.errors.contains("forged-id"))
        }

        @Test func noRequestCanForgeALineOfTheLog() throws {
            let site = try makeSite { $0 }
            for target in ["/notes?q=%0D%0Aforged", "/notes?q=%1B%5B2J", "/notes?q=%E2%80%A8forged%C2%9B"] {
                _ = try site.curl.send("GET", target)
            }
            var request = FastCGIRequest("GET", "/notes?q=a\r\nforged \u{1b}[2J\u{2028}\u{85}")
            request.parameters.append(("REMOTE_USER", "ann\r\nforged: \u{1b}[2J\u{2028}\u{85}\u{7f}"))
            request.parameters.append(("REQUEST_ID", "1\nforged"))
            #expect(try site.service.send(request).status == 200)
            for line in site.service.errors.split(separator: "\n") {
                #expect(!line.hasPrefix("forged"))
                #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control })
                #expect(!line.unicodeScalars.contains("\u{2028}"))
            }
            #expect(lines(site, #"user="ann\u{d}\u{a}forged: \u{1b}[2J\u{2028}\u{85}\u{7f}""#).count == 1)
        }

        @Test func otherMachinesDoNotSeeTheMetrics() throws {
            // This makes nginx treat this machine like any other.
            let site = try Site { $0.replacing("allow 127.0.0.1;", with: "deny 127.0.0.1;") }
            let refused = try site.curl.send("GET", "/metrics")
            #expect(refused.status == 404)
            #expect(refused.text.contains("<nav") && !refused.text.contains("notes_"))
            // If nginx lets such a request through, the service refuses it.
            var request = FastCGIRequest("GET", "/metrics")
            request.parameters.append(("REMOTE_ADDR", "192.0.2.7"))
            let response = try site.service.send(request)
            #expect(response.status == 404)
            #expect(!response.text.contains("notes_"))
        }
    }
}
