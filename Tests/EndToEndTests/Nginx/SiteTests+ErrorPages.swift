import Glibc
import Testing
import TestSupport

extension SiteTests {
    /// The pages that nginx shows for its own errors.
    @Suite struct ErrorPages {
        /// Returns nginx's page for a status, after a request that leads to it.
        private func page(_ status: Int, of site: Site) throws -> ReceivedResponse {
            switch status {
            case 400: try site.curl.send("GET", "/notes/%00")
            case 405: try site.curl.send("POST", "/")
            case 414: try site.curl.send("GET", "/notes?q=" + String(repeating: "a", count: 40_000))
            case 421: try site.curl.send("GET", "/notes", fields: ["Host": "nas.local"])
            default: try site.curl.send("GET", "/notes")
            }
        }

        @Test(arguments: [400, 405, 414, 421, 503])
        func aPageOfNginxLooksLikeAPageOfTheService(status: Int) throws {
            let site = try Site()
            let own = try site.curl.send("GET", "/notes").text
            if status == 503 {
                site.service.process.signal(SIGKILL)
                _ = try site.service.process.wait(within: 5)
            }
            let response = try page(status, of: site)
            #expect(response.status == status)
            #expect(response["Content-Type"] == "text/html; charset=utf-8")
            for line in [
                ##"<a class="skip" href="#main">Skip to content</a>"##, #"<main id="main">"#,
                #"<a class="brand" href="\#(site.path("/notes"))">Notes</a>"#,
            ] {
                #expect(response.text.contains(line))
                #expect(own.contains(line), "the service's pages have this line too")
            }
        }

        /// On a page with status 421, the browser asks for these files under the wrong name too.
        @Test(arguments: ["127.0.0.1", "nas.local"])
        func theFilesOfAPageAreServedUnderAnyName(host: String) throws {
            let site = try Site()
            let page = try site.curl.send("GET", "/notes/%00").text
            let links = page.matches(of: /<link [^>]*href="([^"]+)"/).map { String($0.1) }
            #expect(links == [site.path("/static/icon.svg"), site.path("/static/css/style.css")])
            for link in links {
                let target = String(link.dropFirst(site.service.basePath.count))
                #expect(try site.curl.send("GET", target, fields: ["Host": host]).status == 200)
            }
        }

        @Test func theNameInARequestDoesNotReachThePage() throws {
            let site = try Site()
            let response = try site.curl.send("GET", "/notes", fields: ["Host": "<b>nas.local"])
            #expect([400, 421].contains(response.status))
            #expect(!response.text.contains("<b>"))
        }
    }
}
