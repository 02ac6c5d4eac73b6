import Glibc
import Testing
import TestSupport

extension SiteTests {
    /// The service ends or restarts while nginx goes on.
    @Suite struct Outages {
        @Test func nginxReportsAnOutageAsJSONOrAsAPage() throws {
            let site = try Site()
            site.service.process.signal(SIGKILL)
            _ = try site.service.process.wait(within: 5)
            for (method, target) in [
                ("GET", "/api/notes"), ("POST", "/api/notes"), ("GET", "/api"), ("DELETE", "/api/notes/1"),
            ] {
                let response = try site.curl.send(method, target)
                #expect(response.status == 503, "\(method) \(target)")
                #expect(response["Content-Type"]?.hasPrefix("application/json") == true, "\(method) \(target)")
                #expect(response.text == #"{"error":"Service unavailable"}"#, "\(method) \(target)")
                #expect(response["Retry-After"] == "5", "\(method) \(target)")
            }
            for (method, target) in [
                ("GET", "/notes"), ("POST", "/notes/new"), ("GET", "/notes/1.css"), ("GET", "/static/nothing"),
            ] {
                let response = try site.curl.send(method, target)
                #expect(response.status == 503, "\(method) \(target)")
                #expect(response["Content-Type"]?.hasPrefix("text/html") == true, "\(method) \(target)")
                #expect(response.text.contains("try again"), "\(method) \(target)")
                #expect(!response.text.contains("nginx"), "\(method) \(target): this is not nginx's built-in page")
            }
            #expect(try site.curl.send("GET", "/static/css/style.css").status == 200)
        }

        /// nginx's kept connections end with the old process. The session is in the cookie and stays valid.
        @Test func aRestartOfTheServiceInterruptsNothing() throws {
            let site = try Site()
            let visitor = Visitor(site)
            let token = try visitor.formToken(in: visitor.get("/notes/new"))
            for _ in 0..<10 { #expect(try site.curl.send("GET", "/api/notes").status == 200) }
            #expect(try site.service.stop().exitStatus == 0)

            let restarted = try Service(
                in: site.service.folder, environment: ["BASE_PATH": site.service.basePath])
            let saved = try visitor.post("/notes/new", ["title": "t", "content": "c", "csrf_token": token])
            #expect(saved.status == 303)
            #expect(try visitor.get("/notes/1").text.contains("Note created successfully."))
            #expect(try restarted.stop().exitStatus == 0)
        }
    }
}
