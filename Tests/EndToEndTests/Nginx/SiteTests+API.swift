import Foundation
import Testing
import TestSupport

extension SiteTests {
    /// The API as a program uses it, through nginx.
    @Suite struct API {
        @Test func aNoteFromItsCreationToItsEnd() throws {
            let site = try Site()
            let texts = ["title": "Grüße 🎈 <b>", "content": "a\tb\n\n  שלום \u{2028} \"quoted\" \\ end"]
            let json = String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
            let created = try site.curl.send("POST", "/api/notes", json: json)
            #expect(created.status == 201)
            #expect(created["Location"] == site.path("/api/notes/1"))
            #expect(created["Content-Type"] == "application/json")
            let note = try created.note()
            #expect(note.title == texts["title"] && note.content == texts["content"] && !note.is_pinned)
            #expect(try site.curl.send("GET", "/api/notes/1").body == created.body)

            let keys = created.text.matches(of: /"(\w+)":/).map { String($0.1) }
            #expect(keys == ["id", "title", "content", "is_pinned", "created_at", "updated_at"])
            #expect(created.text.contains(/"created_at":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"/))

            let updated = try site.curl.send("PUT", "/api/notes/1", json: #"{"is_pinned":true}"#)
            #expect(updated.status == 200)
            #expect(try updated.note() == NoteJSON(id: 1, title: note.title, content: note.content, is_pinned: true))
            let deleted = try site.curl.send("DELETE", "/api/notes/1")
            #expect(deleted.status == 200)
            #expect(deleted.text == #"{"message":"Note deleted successfully"}"#)
            #expect(try site.curl.send("GET", "/api/notes/1").status == 404)
            #expect(
                try site.curl.send("POST", "/api/notes", json: json).note().id == 2,
                "the id of a deleted note is not used again")
        }

        @Test func errorsAreJSON() throws {
            let site = try Site()
            try site.service.createNote("a note")
            let errors: [(method: String, target: String, json: String, status: Int, error: String)] = [
                ("POST", "/api/notes", "", 400, "Bad request"),
                ("POST", "/api/notes", "{", 400, "Bad request"),
                ("POST", "/api/notes", "{}", 400, "No data provided"),
                ("POST", "/api/notes", "null", 400, "No data provided"),
                ("POST", "/api/notes", #"{"content":""}"#, 400, "Title is required"),
                ("POST", "/api/notes", #"{"title":"t"}"#, 400, "Content is required"),
                ("POST", "/api/notes", #"{"title":1,"content":"c"}"#, 400, "Title must be a string"),
                ("POST", "/api/notes", #"{"title":"a\u0000b","content":"c"}"#, 400, "Title must not contain NUL"),
                ("PUT", "/api/notes/1", #"{"is_pinned":"yes"}"#, 400, "Is pinned must be true or false"),
                (
                    "PUT", "/api/notes/1", #"{"title":"\#(String(repeating: "é", count: 201))"}"#, 400,
                    "Title must be at most 200 characters"
                ),
                ("PUT", "/api/notes/2", #"{"title":"t"}"#, 404, "Resource not found"),
                ("DELETE", "/api/notes/2", "", 404, "Resource not found"),
                ("GET", "/api/notes/99999999999999999999", "", 404, "Resource not found"),
                ("GET", "/api/nothing", "", 404, "Resource not found"),
                ("GET", "/api", "", 404, "Resource not found"),
                ("GET", "/api/notes/search?q=+", "", 400, "Search query required"),
                ("PATCH", "/api/notes/1", "{}", 405, "Method not allowed"),
            ]
            for (method, target, json, status, error) in errors {
                let response = try site.curl.send(method, target, json: json)
                #expect(response.status == status, "\(method) \(target) \(json)")
                #expect(response["Content-Type"] == "application/json", "\(method) \(target) \(json)")
                #expect(response.text.hasPrefix(#"{"error":"\#(error)""#), "\(method) \(target) \(json)")
            }
            let form = try site.curl.send("POST", "/api/notes", body: Array("title=t".utf8))
            #expect(form.status == 415)
            #expect(form.text.hasPrefix(#"{"error":"Unsupported media type","detail":""#))
        }

        @Test func manyClientsAtOnce() throws {
            let site = try Site()
            let clients = Threads(6) { client in
                for number in 0..<15 {
                    let json = #"{"title":"\#(client)-\#(number)","content":"c"}"#
                    let created = try site.curl.send("POST", "/api/notes", json: json)
                    try #require(created.status == 201)
                    let shown = try site.send(path: try #require(created["Location"]))
                    #expect(try shown.note().title == "\(client)-\(number)")
                }
            }
            try clients.join()
            #expect(try site.curl.send("GET", "/api/notes").text.contains(#""total":90,"#))
        }
    }
}
