import Foundation
import Testing
import TestSupport

/// The Flask tutorial app goes on writing the database while the service uses it.
@Suite struct TutorialAppTests {
    /// The long tests need the package python3-flask-sqlalchemy.
    static let kinds: [OtherProgram.Kind] = [.statements, .plain] + (LongTests.areWanted ? [.flask] : [])

    private struct History: Decodable {
        struct Version: Decodable {
            let version: String
            let title: String
            let deleted: Bool
        }
        let versions: [Version]
    }

    private func history(_ site: Site, _ id: Int) throws -> [History.Version] {
        let response = try site.curl.send("GET", "/api/notes/\(id)/history")
        return try JSONDecoder().decode(History.self, from: Data(response.body)).versions
    }

    private func content(_ site: Site, _ id: Int, _ version: String) throws -> String {
        try site.curl.send("GET", "/api/notes/\(id)/history/\(version)").note().content.replacing("\r\n", with: "\n")
    }

    /// SQLite uses the id of the last note again after its deletion, because the other program created the table.
    @Test(arguments: kinds) func itsChangesAreInTheHistory(kind: OtherProgram.Kind) throws {
        let folder = try Service.makeFolder()
        let other = try OtherProgram(kind, in: folder)
        let id = try other.create("adopted", "one\ntwo")
        let site = try Site(Service(in: folder, environment: ["BASE_PATH": BasePath.standard]))
        let tag = try #require(site.curl.send("GET", "/api/notes/\(id)")["ETag"])
        try other.edit(id, "changed", "one\nthree")
        let stale = try site.curl.send("DELETE", "/api/notes/\(id)", fields: ["If-Match": tag])
        #expect(stale.status == 412 && stale.text.contains(#""title":"changed""#))
        try other.edit(id, "changed again", "one\nfour")
        try other.delete(id)

        let versions = try history(site, id)
        #expect(versions.map(\.title) == ["changed again", "changed", "adopted"])
        #expect(versions.map(\.deleted) == [true, false, false])
        #expect(try versions.map { try content(site, id, $0.version) } == ["one\nfour", "one\nthree", "one\ntwo"])
        #expect(versions.map(\.version) == versions.map(\.version).sorted(by: >))

        #expect(try other.create("another note", "text") == id)
        #expect(try history(site, id).map(\.title) == ["another note"], "the id is used again, for another note")
        let restored = try site.curl.send(
            "POST", "/api/notes/\(id)/restore", json: #"{"version":"\#(versions[0].version)"}"#)
        let note = try restored.note()
        #expect(restored.status == 200 && note.id != id && note.title == "changed again")
        #expect(restored["Location"] == site.path("/api/notes/\(note.id)"))
        #expect(try site.curl.send("GET", "/api/notes/\(id)").note().title == "another note")
    }

    /// The tutorial app stores the line ends of browsers, CR LF. Our forms make LF of them.
    @Test(arguments: kinds) func theLineEndsOfItsFormsAreNoChange(kind: OtherProgram.Kind) throws {
        let site = try Site()
        let other = try OtherProgram(kind, in: site.service.folder)
        let text = (1...9).map { "line \($0)" }.joined(separator: "\n")
        // A note with LF from the API, and one with the line ends of the other program.
        for id in [try site.service.createNote("title", content: text).id, try other.create("title", text)] {
            let visitor = Visitor(site)
            func open() throws -> PageForm {
                try #require(PageForm(in: visitor.get("/notes/\(id)/edit"), action: site.path("/notes/\(id)/edit")))
            }
            func save(_ form: PageForm) throws -> ReceivedResponse {
                try visitor.post("/notes/\(id)/edit", form.fields)
            }

            // The other form changes the title. It also changes all line ends of the content.
            var form = try open()
            try other.edit(id, "their title", text)
            form.fields["content"] = text.replacing("line 9", with: "my line 9")
            #expect(try save(form).status == 303)
            #expect(try visitor.get("/notes/\(id)").text.contains("Saved, together with a change made meanwhile."))
            let merged = try site.curl.send("GET", "/api/notes/\(id)").note()
            #expect(merged.title == "their title" && merged.content.hasSuffix("my line 9"))

            // Both forms change the content, in different lines.
            form = try open()
            try other.edit(id, "their title", text.replacing("line 1", with: "their line 1"))
            form.fields["content"] = try #require(form.fields["content"]).replacing("line 5", with: "my line 5")
            let page = try save(form)
            #expect(page.status == 409)
            #expect(page.text.contains("The form below has both changes."))
            #expect(!page.text.contains("both of you changed the same"))
            let shown = try #require(PageForm(in: page, action: site.path("/notes/\(id)/edit")))
            let lines = shown.fields["content"]?.split(separator: "\n") ?? []
            #expect(lines.count == 9 && lines.first == "their line 1" && lines[4] == "my line 5", "\(lines)")
            #expect(try save(shown).status == 303)
            let saved = try site.curl.send("GET", "/api/notes/\(id)").note()
            #expect(saved.content.split(whereSeparator: \.isNewline) == lines)
            #expect(try history(site, id).count >= 5)
        }
    }
}
