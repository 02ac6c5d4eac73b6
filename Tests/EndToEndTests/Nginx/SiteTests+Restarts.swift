import Foundation
import Testing
import TestSupport

extension SiteTests {
    /// The service restarts while its socket stays open. Requests wait in the socket: none fails, and none is handled twice.
    @Suite(.serialized) struct Restarts {
        private struct List: Decodable {
            let total: Int
        }

        @Test(arguments: [("GET", "/api/notes"), ("POST", "/api/notes"), ("PUT", "/api/notes/1")])
        func restartsUnderLoadLoseNoRequest(_ method: String, _ target: String) throws {
            let manager = try ServiceManager()
            let folder = manager.folder
            let nginx = try Nginx(in: folder)
            let curl = try Curl(base: nginx.address)
            let script = """
                wrk.method = "\(method)"
                wrk.headers["Content-Type"] = "application/json"
                wrk.body = '{"title":"t","content":"c"}'
                """
            try folder.write(script.utf8, to: "script.lua")
            #expect(try curl.send("POST", "/api/notes", json: #"{"title":"first","content":"c"}"#).status == 201)

            let wrk = try ChildProcess(
                [Program.wrk.path, "-t", "1", "-c", "16", "-d", "60s", "-s", "script.lua"]
                    + ["\(nginx.address)\(target)"],
                in: folder.path, output: folder.file("report"))
            for _ in 0..<10 {
                for _ in 0..<10 { #expect(try curl.send("GET", "/api/notes").status == 200) }
                try manager.restart()
            }
            #expect(try curl.send("GET", "/api/notes").status == 200)
            #expect(!wrk.hasEnded)
            wrk.signal(SIGINT)
            #expect(try wrk.wait(within: 10) == 0)

            let report = String(decoding: folder.read("report"), as: UTF8.self)
            let errors = String(decoding: folder.read("nginx-errors"), as: UTF8.self)
            #expect(!report.contains("Non-2xx") && !report.contains("Socket errors"), "\(report)\(errors.suffix(2000))")
            let completed = try #require(report.firstMatch(of: /([0-9]+) requests in/).flatMap { Int($0.1) })
            #expect(completed > 0)
            if method == "POST" {
                // The service also handled the requests that were under way when wrk ended. wrk does not count them, nor
                // the first note.
                let list = try JSONDecoder().decode(List.self, from: Data(curl.send("GET", "/api/notes").body))
                #expect((completed + 1...completed + 17).contains(list.total))
            }
        }
    }
}
