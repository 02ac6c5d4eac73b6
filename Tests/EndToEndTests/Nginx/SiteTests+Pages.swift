import Testing
import TestSupport

extension SiteTests {
    /// The pages as a visitor without JavaScript gets them through nginx.
    @Suite struct Pages {
        @Test func theRootRedirectsToTheNotes() throws {
            let site = try Site()
            let response = try site.curl.send("GET", "/")
            #expect(response.status == 302)
            #expect(response["Location"] == site.path("/notes"))
        }

        @Test func anAddressWithASlashAtTheEndRedirectsToTheAddressWithout() throws {
            let site = try Site()
            for (target, location) in [
                ("/notes/", "/notes"), ("/notes/new/", "/notes/new"),
                ("/notes/?q=a%20b&page=2", "/notes?q=a%20b&page=2"),
            ] {
                let response = try site.curl.send("GET", target)
                #expect(response.status == 308)
                #expect(response["Location"] == site.path(location))
            }
        }

        /// No address, however strange, leads to a redirect to another host.
        @Test(arguments: [
            "//evil.example/", "/notes//evil.example/", "//evil.example/notes/", "/\\evil.example/", "/notes/\\evil/",
            "/%2F%2Fevil.example/", "/%5Cevil.example/", "/notes/%2F%2Fevil.example/", "//notes/", "/./notes/",
            "/notes/..//evil.example/", "http://evil.example/notes/", "http://evil.example//evil.example/",
            "/api//evil.example/", "/static//evil.example/", "//", "/?next=//evil.example", "/notes/?//evil.example/",
        ])
        func noRedirectLeadsToAnotherHost(target: String) throws {
            let site = try Site()
            let response = try site.curl.send("GET", "/", options: ["--request-target", target])
            guard let location = response["Location"] else { return }
            #expect(location.hasPrefix("/") && !location.hasPrefix("//") && !location.hasPrefix("/\\"))
        }

        @Test func theListShowsTenNotesAPage() throws {
            let site = try Site()
            for number in 1...11 { try site.service.createNote("note number \(number)") }
            let first = try site.curl.send("GET", "/notes")
            #expect(first.status == 200)
            #expect(first["Content-Type"] == "text/html; charset=utf-8")
            #expect(first.text.contains(">note number 11<") && first.text.contains(">note number 2<"))
            #expect(!first.text.contains(">note number 1<"))
            #expect(first.text.contains(#"href="\#(site.path("/notes"))?page=2""#))
            let second = try site.curl.send("GET", "/notes?page=2")
            #expect(second.text.contains(">note number 1<"))
            #expect(try site.curl.send("GET", "/notes?page=0").text.contains(">note number 11<"))
            #expect(try site.curl.send("GET", "/notes?page=99").status == 200)
        }

        @Test func searchingInAnyScript() throws {
            let site = try Site()
            try site.service.createNote("GRÖSSE", content: "שלום עולם")
            try site.service.createNote("small", content: "🎈 100 % _ \"quoted\" *")
            let found = [
                "gr%C3%B6": ["GRÖSSE"], "GRÖ": ["GRÖSSE"], "%D7%A2%D7%95%D7%9C": ["GRÖSSE"], "%F0%9F%8E%88": ["small"],
                "%25+_": ["small"], "%22quoted%22": ["small"], "*": ["small"], "NEAR(": [], "%_": [],
                "s": ["GRÖSSE", "small"],
            ]
            for (query, titles) in found {
                let page = try site.curl.send("GET", "/notes?q=\(query)")
                #expect(page.status == 200, "\(query)")
                let text = page.text.replacing(/<.?mark>/, with: "")
                for title in ["GRÖSSE", "small"] {
                    #expect(text.contains(">\(title)<") == titles.contains(title), "\(query) finds \(title)")
                }
                let json = try site.curl.send("GET", "/api/notes/search?q=\(query)")
                #expect(json.text.contains(#""count":\#(titles.count),"#), "\(query)")
            }
        }

        /// The address has 24,000 bytes.
        @Test func searchingForTwoThousandLetters() throws {
            let site = try Site()
            let query = String(repeating: "%F0%9F%8E%88", count: 2000)
            #expect(try site.curl.send("GET", "/notes?q=\(query)").status == 200)
            #expect(try site.curl.send("GET", "/api/notes/search?q=\(query)").text.contains(#""count":0"#))
        }

        @Test func markupInANoteIsShownAsText() throws {
            let site = try Site()
            let note = try site.service.createNote("<script>alert(1)</script>", content: "a & b\n\"<b>\"\u{2028}\t'")
            let page = try site.curl.send("GET", "/notes/\(note.id)").text
            #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
            #expect(!page.contains("<script>") && !page.contains("<b>"))
            #expect(page.contains("a &amp; b<br>\n&quot;&lt;b&gt;&quot;"))
            #expect(try !site.curl.send("GET", "/notes").text.contains("<script>"))
        }

        @Test(arguments: [
            "/nothing", "/notes/1", "/notes/0", "/notes/x", "/notes/99999999999999999999", "/static/nothing.css",
        ])
        func anAddressWithoutContentShowsAPageWithNavigation(target: String) throws {
            let site = try Site()
            let response = try site.curl.send("GET", target)
            #expect(response.status == 404)
            #expect(response["Content-Type"] == "text/html; charset=utf-8")
            #expect(response.text.contains("<nav") && response.text.contains(#"href="\#(site.path("/notes"))""#))
        }

        /// A client must not be able to set its user name or a proxy (https://httpoxy.org).
        @Test func forgedHeaderFieldsChangeNothing() throws {
            let site = try Site()
            try site.service.createNote("a note")
            let plain = try site.curl.send("GET", "/notes")
            let forged = try site.curl.send(
                "GET", "/notes",
                fields: [
                    "Remote-User": "admin", "REMOTE_USER": "admin", "Proxy": "http://127.0.0.1:1", "HTTPS": "on",
                    "X-Forwarded-Proto": "https", "Content-Length": "",
                ])
            #expect(forged.status == 200)
            #expect(forged.body == plain.body)
            let form = try site.curl.send("GET", "/notes/new", fields: ["HTTPS": "on"])
            #expect(form["Set-Cookie"]?.contains("Secure") == false)
        }
    }
}
