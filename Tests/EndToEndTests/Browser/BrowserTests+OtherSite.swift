import Testing
import TestSupport

extension BrowserTests {
    /// A page of another site sends the forms that need no token.
    @Suite struct OtherSite {
        /// Serves pages below /attack as well, without the security fields. Such a page sends a form at once to the rest of its
        /// address, on the host that the parameter `host` names.
        private static func addAttack(_ site: String) -> String {
            let fields = [
                ("is_pinned", "true"), ("box", "3"), ("version", "$arg_version"), ("line", "evil"), ("back", "list"),
            ]
            let inputs = fields.map { "<input name=\"\($0)\" value=\"\($1)\">" }.joined()
            let page =
                "<form method=\"post\" action=\"http://$arg_host:$server_port$1\">\(inputs)</form><script>document.forms[0].submit()</script>"
            let location = """
                location ~ ^/attack(/.*)$ {
                        default_type text/html;
                        add_header X-Attack yes;
                        return 200 '\(page)';
                    }

                    location = / {
                """
            return site.replacing("location = / {", with: location, maxReplacements: 1)
                .replacing("    server_name notes.example.org;", with: "    server_name notes.test;")
        }

        /// Over plain HTTP, Chromium sends Sec-Fetch-Site to 127.0.0.1, but only Origin to the name notes.test.
        @Test(arguments: ["127.0.0.1", "notes.test"]) func changesNothing(host: String) throws {
            let site = try Site(edit: Self.addAttack)
            let browser = try Browser(site)
            try site.service.createNote("List", content: "- [ ] milk")
            let tag = try site.curl.send("GET", "/api/notes/1")["ETag"] ?? ""
            let version = tag.filter { $0 != "\"" }
            for end in ["pin", "tick", "lines"] {
                let target = site.path("/notes/1/\(end)")
                try browser.openAddress(
                    "http://localhost:\(site.nginx.port)/attack\(target)?host=\(host)&version=\(version)")
                try waitUntil("the form is refused") {
                    try browser.text.contains("A page of another site tried to change this note.")
                }
                #expect(try !browser.has("form"))
            }
            #expect(try site.curl.send("GET", "/api/notes/1")["ETag"] == tag)

            // The same forms work on the site's own page.
            try browser.openAddress("http://\(host):\(site.nginx.port)\(site.path("/notes/1"))")
            try browser.follow("Pin")
            try browser.type("tea", into: "[name=line]")
            try browser.follow("Add")
            let note = try site.curl.send("GET", "/api/notes/1").note()
            #expect(note.is_pinned && note.content == "- [ ] milk\n- [ ] tea")
        }
    }
}
