import Foundation
import Testing
import TestSupport

extension SiteTests {
    /// The service starts anew while its socket stays open: requests wait in it, none fails, and none is done twice.
    @Suite(.serialized) struct Restarts {
        private struct List: Decodable {
            let total: Int
        }

        @Test(arguments: ["GET", "POST"]) func underLoadLoseNoRequest(_ method: String) throws {
            let manager = try ServiceManager()
            let folder = manager.folder
            let nginx = try Nginx(in: folder)
            let curl = try Curl(base: "http://127.0.0.1:\(nginx.port)")
            let script = """
                wrk.method = "\(method)"
                wrk.headers["Content-Type"] = "application/json"
                wrk.body = '{"title":"t","content":"c"}'
                """
            try folder.write(script.utf8, to: "script.lua")
            #expect(try curl.send("GET", "/api/notes").status == 200)

            let wrk = try ChildProcess(
                [Program.wrk.path, "-t", "1", "-c", "16", "-d", "60s", "-s", "script.lua"]
                    + ["http://127.0.0.1:\(nginx.port)/api/notes"],
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
            let answered = try #require(report.firstMatch(of: /([0-9]+) requests in/).flatMap { Int($0.1) })
            #expect(answered > 0)
            if method == "POST" {
                // What was asked when wrk ended was done too, and counted by nobody.
                let list = try JSONDecoder().decode(List.self, from: Data(curl.send("GET", "/api/notes").body))
                #expect((answered...answered + 16).contains(list.total))
            }
        }
    }
}
