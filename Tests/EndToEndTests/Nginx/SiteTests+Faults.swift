import Glibc
import Testing
import TestSupport

extension SiteTests {
    /// nginx restarts in the middle of requests while the service goes on.
    @Suite struct Faults {
        @Test func restartsOfNginxLeaveNoConnectionsAndNoMemory() throws {
            let service = try Service(environment: ["BASE_PATH": BasePath.standard])
            for number in 1...20 { try service.createNote("note \(number)") }
            let sockets = try service.process.descriptors.count { $0.hasPrefix("socket:") }
            func outages(_ count: Int) throws {
                for _ in 0..<count {
                    var nginx: Nginx? = try Nginx(in: service.folder)
                    let address = nginx?.address ?? ""
                    let wrk = try ChildProcess(
                        [Program.wrk.path, "-t", "1", "-c", "64", "-d", "60s", "\(address)/notes"],
                        in: service.folder.path, output: service.folder.file("report"))
                    let curl = try Curl(base: address)
                    for _ in 0..<3 { #expect(try curl.send("GET", "/notes/1").status == 200) }
                    #expect(!wrk.hasEnded)
                    nginx = nil  // ends nginx in the middle of 64 requests
                    wrk.signal(SIGKILL)
                }
                try waitUntil("nginx's connections are closed") {
                    try service.process.descriptors.count { $0.hasPrefix("socket:") } <= sockets
                }
            }
            let few = LongTests.choose(20, normally: 3)
            try outages(few)
            let (memory, files) = try (service.process.residentKiB, service.process.openFiles)
            try outages(3 * few)
            // By now, each thread may have opened its own connection to the database.
            #expect(try service.process.openFiles <= files + 2 * 24)
            #expect(try isSanitized || Double(service.process.residentKiB) <= 1.1 * Double(memory) + 4096)
            #expect(try service.send(FastCGIRequest("GET", "/notes")).status == 200)
        }
    }
}
