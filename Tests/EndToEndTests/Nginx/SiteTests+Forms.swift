import Testing
import TestSupport

extension SiteTests {
    /// Forms and cookies as a browser sends them.
    @Suite struct Forms {
        private let fields = ["title": "A title", "content": "First line\n\nThird line 🎈"]

        private func flashes(_ page: ReceivedResponse) -> [String] {
            ["Note created successfully.", "Note updated.", "Note deleted."].filter { page.text.contains($0) }
        }

        @Test func aNoteFromItsCreationToItsEnd() throws {
            let site = try Site()
            let visitor = Visitor(site)
            let created = try visitor.submit("/notes/new", fields)
            #expect(created.status == 303)
            #expect(created["Location"] == site.path("/notes/1"))
            let shown = try visitor.get("/notes/1")
            #expect(flashes(shown) == ["Note created successfully."])
            #expect(shown.text.contains("First line</p>\n<p dir=\"auto\">Third line 🎈</p>"))
            #expect(flashes(try visitor.get("/notes/1")) == [], "a message shows once")

            let updated = try visitor.submit(
                "/notes/1/edit", ["title": "Another", "content": "text", "is_pinned": "true"])
            #expect(updated.status == 303)
            #expect(flashes(try visitor.get("/notes")) == [], "the message waits for the note's page")
            #expect(flashes(try visitor.get("/notes/1")) == ["Note updated."])
            #expect(flashes(try visitor.get("/notes/1")) == [])
            let note = try site.curl.send("GET", "/api/notes/1").note()
            #expect(note == NoteJSON(id: 1, title: "Another", content: "text", is_pinned: true))

            #expect(try visitor.get("/notes/1/delete").status == 200)
            #expect(try site.curl.send("GET", "/api/notes/1").status == 200, "GET deletes nothing")
            let deleted = try visitor.submit("/notes/1/delete")
            #expect(deleted.status == 303)
            #expect(deleted["Location"] == site.path("/notes"))
            #expect(flashes(try visitor.get("/notes")) == ["Note deleted."])
            #expect(flashes(try visitor.get("/notes")) == [])
            #expect(try site.curl.send("GET", "/api/notes/1").status == 404)
        }

        @Test func theCookieIsSetOnlyWithAFormAndIsProtected() throws {
            let site = try Site()
            try site.service.createNote("a note")
            for target in ["/notes", "/notes/1", "/nothing", "/api/notes"] {
                #expect(try site.curl.send("GET", target).values(of: "Set-Cookie").isEmpty, "\(target)")
            }
            let cookie = try #require(try site.curl.send("GET", "/notes/new")["Set-Cookie"])
            let attributes = cookie.split(separator: ";").dropFirst().map { $0.drop { $0 == " " }.lowercased() }
            #expect(attributes.contains("httponly") && attributes.contains("samesite=lax"))
            #expect(attributes.contains("path=\(site.service.basePath.isEmpty ? "/" : site.service.basePath)"))
            #expect(!attributes.contains("secure"), "the site has no TLS")
        }

        @Test func aRejectedFormComesBackAsTyped() throws {
            let site = try Site()
            let visitor = Visitor(site)
            let response = try visitor.submit(
                "/notes/new", ["title": "  ", "content": "a long thought & more", "is_pinned": "true"])
            #expect(response.status == 422)
            #expect(response.text.contains("a long thought &amp; more"))
            #expect(response.text.contains("Title is required"))
            #expect(response.text.contains(#"aria-invalid="true" aria-describedby="title-error""#))
            #expect(response.text.contains(" checked"))
            // The form that came back has a valid token.
            let token = try visitor.formToken(in: response)
            let again = try visitor.post("/notes/new", fields.merging(["csrf_token": token]) { $1 })
            #expect(again.status == 303)
        }

        @Test(arguments: ["", "00", "forged"])
        func aFormWithAWrongTokenChangesNothingAndKeepsTheText(token: String) throws {
            let site = try Site()
            let visitor = Visitor(site)
            let response = try visitor.post("/notes/new", fields.merging(["csrf_token": token]) { $1 })
            #expect(response.status == 400)
            #expect(response.text.contains("First line\n\nThird line 🎈"))
            #expect(try site.curl.send("GET", "/api/notes").text.contains(#""total":0"#))
            let again = try visitor.post(
                "/notes/new", fields.merging(["csrf_token": visitor.formToken(in: response)]) { $1 })
            #expect(again.status == 303)
        }

        @Test func aFormWithTheTokenOfAnotherSessionChangesNothing() throws {
            let site = try Site()
            try site.service.createNote("stays")
            let (visitor, stranger) = (Visitor(site), Visitor(site))
            let token = try stranger.formToken(in: stranger.get("/notes/new"))
            _ = try visitor.get("/notes/new")
            for target in ["/notes/1/delete", "/notes/1/edit"] {
                let response = try visitor.post(target, fields.merging(["csrf_token": token]) { $1 })
                #expect(response.status == 400)
            }
            #expect(try site.curl.send("GET", "/api/notes/1").note().title == "stays")
        }

        /// Browsers name the origin of a form in one of two header fields.
        @Test func aFormOfAnotherSiteChangesNothing() throws {
            let site = try Site()
            let port = site.nginx.port
            let origins: [([String: String], Bool)] = [
                (["Sec-Fetch-Site": "cross-site"], false),
                (["Sec-Fetch-Site": "same-site"], false),
                (["Sec-Fetch-Site": "same-origin"], true),
                (["Origin": "http://127.0.0.1:\(port)"], true),
                (["Origin": "http://127.0.0.1:\(port + 1)"], false),
                (["Origin": "http://127.0.0.1"], false),
                (["Origin": "null"], false),
                (["Origin": "https://evil.example"], false),
            ]
            for (headers, isAllowed) in origins {
                let response = try Visitor(site).submit("/notes/new", fields, headers: headers)
                #expect(response.status == (isAllowed ? 303 : 400), "\(headers)")
                if !isAllowed { #expect(response.text.contains("Third line 🎈"), "\(headers)") }
            }
            let allowed = origins.count { $0.1 }
            #expect(try site.curl.send("GET", "/api/notes").text.contains(#""total":\#(allowed),"#))
        }

        /// curl names no origin, so the service asks first.
        @Test func aFormWithoutATokenIsConfirmed() throws {
            let site = try Site()
            let visitor = Visitor(site)
            try site.service.createNote("List", content: "milk")
            let question = try visitor.post("/notes/1/lines", ["line": "tea & <salt>"])
            #expect(question.status == 400 && question.text.contains("tea &amp; &lt;salt&gt;"))
            #expect(try site.curl.send("GET", "/api/notes/1").note().content == "milk")
            var form = try #require(PageForm(in: question, action: site.path("/notes/1/lines")))
            form.fields["line"]? += "!"
            #expect(try visitor.post("/notes/1/lines", form.fields)["Location"] == site.path("/notes/1#add"))
            #expect(try site.curl.send("GET", "/api/notes/1").note().content == "milk\ntea & <salt>!")
        }
    }
}
