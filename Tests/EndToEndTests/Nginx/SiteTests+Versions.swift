import Foundation
import Glibc
import Synchronization
import Testing
import TestSupport

extension SiteTests {
    /// Conditional changes and repeated creations through nginx.
    @Suite struct Versions {
        /// Long enough for nginx to compress a response with it.
        private static let text = String(repeating: "a sentence of the note ", count: 100)
        private static let json = ["Content-Type": "application/json"]

        private func put(_ curl: Curl, _ body: String, ifMatch tag: String) throws -> ReceivedResponse {
            try curl.send(
                "PUT", "/api/notes/1", fields: Self.json.merging(["If-Match": tag]) { $1 }, body: Array(body.utf8))
        }

        private func create(_ curl: Curl, _ title: String, key: String) throws -> ReceivedResponse {
            try curl.send(
                "POST", "/api/notes", fields: Self.json.merging(["Idempotency-Key": key]) { $1 },
                body: Array(#"{"title":"\#(title)","content":"c"}"#.utf8))
        }

        @Test func onlyTheCurrentVersionIsChanged() throws {
            let site = try Site()
            try site.service.createNote("a note", content: Self.text)
            func weakTag() throws -> String {
                let response = try site.curl.send("GET", "/api/notes/1", fields: ["Accept-Encoding": "gzip"])
                #expect(response["Content-Encoding"] == "gzip")
                return try #require(response["ETag"])
            }
            let first = try weakTag()
            #expect(first.hasPrefix("W/\"20"), "nginx makes the tag of a compressed response weak")
            let changed = try put(site.curl, #"{"title":"first"}"#, ifMatch: first)
            #expect(changed.status == 200)
            let tag = try #require(changed["ETag"])
            #expect(try tag.hasPrefix("\"20") && weakTag() == "W/\(tag)")

            let note = try site.curl.send("GET", "/api/notes/1")
            for stale in [first, String(first.dropFirst(2)), "\"0\"", "W/\"other\""] {
                let fields = ["If-Match": stale, "Accept-Encoding": "gzip"]
                for response in [
                    try put(site.curl, #"{"title":"second"}"#, ifMatch: stale),
                    try site.curl.send("DELETE", "/api/notes/1", fields: fields),
                ] {
                    #expect(response.status == 412)
                    #expect(response["ETag"] == tag, "the tag of the current version")
                    #expect(response["Content-Type"] == "application/json")
                    #expect(response.text == #"{"error":"The note was changed meanwhile","note":\#(note.text)}"#)
                }
            }
            #expect(try site.curl.send("GET", "/api/notes/1").body == note.body, "nothing has changed")
            #expect(try put(site.curl, #"{"title":"second"}"#, ifMatch: "2026").status == 400)

            let deleted = try site.curl.send("DELETE", "/api/notes/1", fields: ["If-Match": weakTag()])
            #expect(deleted.status == 200)
            #expect(try put(site.curl, #"{"title":"second"}"#, ifMatch: tag).status == 404)
        }

        @Test(arguments: [SIGTERM, SIGKILL]) func aKeyCreatesOneNoteAcrossARestart(signal: CInt) throws {
            let manager = try ServiceManager()
            let nginx = try Nginx(in: manager.folder)
            let curl = try Curl(base: nginx.address)
            let first = try create(curl, "a note", key: "key-1")
            #expect(first.status == 201)
            #expect(try put(curl, #"{"title":"changed"}"#, ifMatch: "*").status == 200)
            try manager.restart(signal)
            let again = try create(curl, "a note", key: "key-1")
            #expect(again.status == 201 && again.body == first.body, "the note as it was created")
            #expect(again["ETag"] == first["ETag"] && again["Location"] == first["Location"])
            #expect(try create(curl, "another note", key: "key-1").status == 422)
            #expect(try create(curl, "another note", key: "key-2").status == 201)
            #expect(try curl.send("GET", "/api/notes").text.contains(#""total":2,"#))
        }

        /// The client cannot know whether its note exists, so it sends its request again.
        @Test func aKeyCreatesOneNoteThoughTheServiceIsKilledMeanwhile() throws {
            let manager = try ServiceManager()
            let nginx = try Nginx(in: manager.folder)
            let curl = try Curl(base: nginx.address)
            let created = Atomic(0)
            let clients = Threads(4) { client in
                for number in 1...10 {
                    try waitUntil("the service creates the note", within: 60) {
                        try create(curl, "\(client)-\(number)", key: "\(client)-\(number)").status == 201
                    }
                    created.add(1, ordering: .relaxed)
                }
            }
            for count in stride(from: 3, to: 36, by: 3) {
                try waitUntil("more notes exist", within: 60) { created.load(ordering: .relaxed) >= count }
                try manager.restart(SIGKILL)
            }
            try clients.join(within: 60)
            let list = try curl.send("GET", "/api/notes?per_page=100")
            let notes = try JSONDecoder().decode(NoteJSON.List.self, from: Data(list.body))
            #expect(notes.total == 40)
            #expect(Set(notes.notes.map(\.title)).count == 40)
        }
    }
}
