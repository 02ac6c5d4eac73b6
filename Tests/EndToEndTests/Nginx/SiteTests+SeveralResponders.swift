import Foundation
import Glibc
import Locking
import Testing
import TestSupport

extension SiteTests {
    /// Two responders on one database, behind one nginx.
    @Suite(.serialized) struct SeveralResponders {
        private static let json = #"{"title":"t","content":"c"}"#

        /// The page with the form comes from the first responder, and the second one gets the form.
        @Test func aSessionWorksAtEachResponder() throws {
            let responders = try Responders()
            let visitor = Visitor(responders.site)
            let token = try visitor.formToken(in: visitor.get("/notes/new"))
            try responders.startSecond()
            try responders.kill(responders.first)
            let saved = try visitor.post("/notes/new", ["title": "t", "content": "c", "csrf_token": token])
            #expect(saved.status == 303, "\(saved.text)")
            // The message is in the session.
            try responders.startFirst()
            try responders.kill(responders.second)
            #expect(try visitor.get("/notes/1").text.contains("Note created successfully."))
        }

        @Test func entityTagsAndStatesAreThoseOfTheDatabase() throws {
            let responders = try Responders()
            try responders.startSecond()
            let (first, second) = (responders.first, try #require(responders.second))
            var seen: Set<String> = []
            for number in 1...20 {
                let (writer, reader) = number.isMultiple(of: 2) ? (first, second) : (second, first)
                try writer.createNote("note \(number)")
                for target in ["/api/notes", "/api/notes/\(number)", "/notes", "/notes/\(number)"] {
                    let read = try reader.send(FastCGIRequest("GET", target))
                    #expect(read.text.contains("note \(number)"), "\(target)")
                    let tag = try #require(read["ETag"])
                    #expect(seen.insert("\(target) \(tag)").inserted, "\(target) has the tag of an earlier state")
                    var again = FastCGIRequest("GET", target)
                    again.parameters.append(("HTTP_IF_NONE_MATCH", tag))
                    #expect(try writer.send(again).status == 304, "\(target)")
                }
            }
        }

        @Test(arguments: ["refuses connections", "has no socket"])
        func aResponderThatIsDownLosesNoRequest(_ state: String) throws {
            let responders = try Responders()
            if state == "refuses connections" {
                try responders.startSecond()
                try responders.kill(responders.second)
            }
            let curl = responders.site.curl
            for number in 1...10 {
                #expect(try curl.send("POST", "/api/notes", json: Self.json).status == 201)
                #expect(try curl.send("PUT", "/api/notes/\(number)", json: #"{"title":"new"}"#).status == 200)
                #expect(try curl.send("GET", "/api/notes/\(number)").note().title == "new")
                #expect(try curl.send("DELETE", "/api/notes/\(number)").status == 200)
            }
        }

        @Test func nginxReportsThatNoResponderIsThere() throws {
            let responders = try Responders()
            try responders.startSecond()
            try responders.kill(responders.first)
            try responders.kill(responders.second)
            for method in ["GET", "POST", "PUT", "DELETE"] {
                let response = try responders.site.curl.send(method, "/api/notes/1")
                #expect(response.status == 503, "\(method)")
                #expect(response.text == #"{"error":"Service unavailable"}"#, "\(method)")
                #expect(response["Retry-After"] == "5", "\(method)")
            }
        }

        /// The second responder dies after it has read a request, and may have made the change.
        @Test func aWriteThatMayHaveBeenMadeIsNotRepeated() throws {
            let responders = try Responders()
            for number in 1...10 { try responders.first.createNote("note \(number)") }
            let dying = try DyingResponder(at: responders.secondSocket)
            let curl = responders.site.curl
            var unanswered = 0

            var created = 10
            for _ in 1...10 {
                let response = try curl.send("POST", "/api/notes", json: Self.json)
                if response.status == 201 { created += 1 } else { unanswered += 1 }
                #expect([201, 503].contains(response.status))
                #expect(dying.requests == unanswered)
                let list = try responders.first.send(FastCGIRequest("GET", "/api/notes"))
                #expect(try JSONDecoder().decode(NoteJSON.List.self, from: Data(list.body)).total == created)
            }
            for number in 1...10 {
                let target = "/api/notes/\(number)"
                let changed = try curl.send("PUT", target, json: #"{"title":"new"}"#)
                #expect([200, 503].contains(changed.status), "\(changed.status)")
                let note = try responders.first.send(FastCGIRequest("GET", target)).note()
                #expect((note.title == "new") == (changed.status == 200))

                let deleted = try curl.send("DELETE", target)
                #expect([200, 503].contains(deleted.status), "\(deleted.status)")
                let left = try responders.first.send(FastCGIRequest("GET", target)).status
                #expect((left == 404) == (deleted.status == 200))
                unanswered += [changed, deleted].count { $0.status == 503 }
                #expect(dying.requests == unanswered)
            }
            #expect(unanswered > 0)
            // A read is passed on, so the client does not notice anything.
            for _ in 1...10 { #expect(try curl.send("GET", "/api/notes").status == 200) }
            #expect(dying.requests > unanswered)
        }

        @Test func aKilledResponderLosesNoAcknowledgedWriteAndNoRead() throws {
            let responders = try Responders()
            try responders.startSecond()
            let site = responders.site
            let folder = site.service.folder
            let readers = try ChildProcess(
                [Program.wrk.path, "-t", "1", "-c", "16", "-d", "60s", "\(site.address)/api/notes"], in: folder.path,
                output: folder.file("report"))
            let writers = SiteWriters(4, site.curl)
            for _ in 1...LongTests.choose(30, normally: 2) {
                try writers.wait(forMore: 10)
                try responders.kill(responders.second)
                try writers.wait(forMore: 10)
                try responders.startSecond()
                try writers.wait(forMore: 10)
                try responders.kill(responders.first)
                try writers.wait(forMore: 10)
                try responders.startFirst()
            }
            try writers.end()
            readers.signal(SIGINT)
            #expect(try readers.wait(within: 10) == 0)
            let report = String(decoding: folder.read("report"), as: UTF8.self)
            #expect(!report.contains("Non-2xx") && !report.contains("Socket errors"), "\(report)")
            #expect(report.contains("requests in"), "\(report)")
            let problem = try writers.problem(responders.first)
            #expect(problem == nil, "\(problem ?? "")")
        }
    }
}
