import Foundation
import Locking
import Synchronization
import Testing
import TestSupport

/// After many requests, the service uses no more memory and descriptors than before.
@Suite(.serialized) struct EnduranceTests {
    /// Connects and closes the connection: before, within or after a request, with or without reading the response.
    private static func depart(_ service: Service, _ number: Int) throws {
        let connection = try service.connect()
        let request = FastCGIRequest("POST", "/notes/new", body: Array("title=a&content=b".utf8)).bytes
        switch number % 4 {
        case 0: break
        case 1: try connection.socket.send(request.prefix(number % request.count))
        case 2: try connection.socket.send(FastCGIRequest("GET", "/notes").bytes)
        default: #expect(try connection.send(FastCGIRequest("GET", "/api/notes")).status == 200)
        }
    }

    @Test func clientsThatLeaveTakeNoMemoryOrDescriptors() throws {
        let service = try Service()
        for number in 1...20 { try service.createNote("note \(number)") }
        func depart(_ count: Int) throws {
            let next = Atomic(0)
            try Threads(8) { _ in
                while true {
                    let number = next.add(1, ordering: .relaxed).newValue
                    guard number <= count else { return }
                    try Self.depart(service, number)
                }
            }.join(within: 600)
            try waitUntil("the service has closed all connections") { try service.process.openFiles < 60 }
        }
        let few = LongTests.choose(20_000, normally: 2_000)
        try depart(few)
        let (memory, files) = try (service.process.residentKiB, service.process.openFiles)
        try depart(9 * few)
        #expect(try isSanitized || Double(service.process.residentKiB) <= 1.1 * Double(memory))
        #expect(try service.process.openFiles <= files + 8)
        #expect(try service.send(FastCGIRequest("GET", "/notes")).status == 200)
    }

    @Test func clientsThatSendAByteASecondDoNotBlockOthers() throws {
        let service = try Service()
        try service.createNote("note")
        let bytes = FastCGIRequest("GET", "/notes").bytes
        let isOver = DispatchSemaphore(value: 0)
        let slow = Threads(16) { index in
            while true {
                let connection = try service.connect()
                for byte in bytes.prefix(3 + index % 3) {
                    try connection.socket.send([byte])
                    if isOver.wait(timeout: .now() + 1) == .success { return }
                }
            }
        }
        let files = try service.process.openFiles
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .seconds(LongTests.choose(60, normally: 4)) {
            #expect(try service.send(FastCGIRequest("GET", "/notes")).status == 200)
        }
        for _ in 0..<16 { isOver.signal() }
        try slow.join()
        #expect(try service.process.openFiles <= files + 40)
    }

    /// There are more slow clients than workers. nginx waits for their requests, so they hold no worker.
    @Test func clientsThatSendNginxAByteASecondDoNotBlockOthers() throws {
        let service = try Service()
        let path = service.folder.file("slow.sock")
        let site = try Site(service) { $0.replacing("server_tokens", with: "listen unix:\(path);\n    server_tokens") }
        try service.createNote("note")
        let head = "POST /api/notes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        let body = #"{"title":"t","content":"c"}"#
        let isOver = DispatchSemaphore(value: 0)
        let finish = Atomic(false)
        let created = Atomic(0)
        let slow = Threads(64) { index in
            let socket = try UnixSocket(path: path)
            // Half of the clients send a part of the first line, the others everything except a few bytes.
            let request = Array("\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
            let sent = index % 2 == 0 ? index / 2 : request.count - 16 - index % 8
            try socket.send(request[..<sent])
            var rest = request[sent...]
            while !finish.load(ordering: .relaxed), rest.count > 1 {
                try socket.send(rest.prefix(1))
                rest = rest.dropFirst()
                if isOver.wait(timeout: .now() + 1) == .success { break }
            }
            try socket.send(rest)
            let response = try ReceivedResponse(http: socket.receive())
            if response.status == 201 { created.add(1, ordering: .relaxed) }
        }
        let files = try service.process.openFiles
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .seconds(LongTests.choose(12, normally: 4)) {
            let asked = ContinuousClock.now
            #expect(try site.curl.send("GET", "/notes").status == 200)
            #expect(ContinuousClock.now - asked < .seconds(2))
        }
        #expect(try service.process.openFiles <= files + 2)
        finish.store(true, ordering: .relaxed)
        for _ in 0..<64 { isOver.signal() }
        try slow.join()
        // No slow client was refused.
        #expect(created.load(ordering: .relaxed) == 64)
    }

    /// A page of the API can be a hundred times as large as the longest note. The service makes only a few large pages at
    /// the same time, and refuses pages over a limit.
    @Test func largePagesTakeTurns() throws {
        let site = try Site()
        let content = String(repeating: "words ", count: (1 << 20) / 6)
        for number in 1...13 { try site.service.createNote("note \(number)", content: content) }
        let before = try site.service.process.residentKiB
        let most = Locked(0)
        let served = Atomic(0)
        try Threads(16) { index in
            for _ in 0..<3 {
                let target = index % 2 == 0 ? "/api/notes?per_page=11" : "/api/notes/search?q=words&per_page=9"
                let response = try site.curl.send("GET", target)
                if response.status == 200 {
                    served.add(1, ordering: .relaxed)
                } else {
                    let isRefusal = response.status == 503 || (isSanitized && response.status == 504)
                    #expect(!Checkout.isRelease && isRefusal, "\(response.text)")
                }
                let resident = try site.service.process.residentKiB
                most.withLock { $0 = max($0, resident) }
            }
        }.join(within: 120)
        #expect(served.load(ordering: .relaxed) > 0)
        // Enough for two responses of 12 MiB, their notes, and memory that the allocator keeps.
        #expect(isSanitized || most.withLock { $0 } - before < 160 << 10)

        for target in ["/api/notes?per_page=100", "/api/notes/search?q=words&per_page=100"] {
            let response = try site.curl.send("GET", target)
            #expect(response.status == 400)
            #expect(
                response.text == #"{"error":"These notes are too long for one answer; ask for fewer with per_page"}"#)
        }
        for target in ["/notes", "/notes?q=words", "/api/notes/13", "/api/notes/search?q=words"] {
            #expect(try site.curl.send("GET", target).status == 200)
        }
    }

    /// Under a mix of all requests, there are no errors and memory stops growing.
    @Test func memoryDoesNotGrowUnderMixedLoad() throws {
        let site = try Site()
        for number in 1...200 {
            try site.service.createNote("note \(number)", content: String(repeating: "word ", count: 100))
        }
        let script = """
            local paths = {"/notes", "/api/notes", "/notes?q=word", "/api/notes/search?q=note", "/notes/new", "/notes?page=3"}
            local n = 0
            function request()
                n = n + 1
                if n % 10 == 0 then
                    return wrk.format("POST", "/api/notes", {["Content-Type"]="application/json"}, '{"title":"t","content":"c '..n..'"}')
                elseif n % 10 == 5 then
                    return wrk.format("PUT", "/api/notes/"..(n % 200 + 1), {["Content-Type"]="application/json"}, '{"is_pinned":'..tostring(n % 20 == 5)..'}')
                elseif n % 2 == 0 then
                    return wrk.format("GET", "/notes/"..(n % 200 + 1))
                end
                return wrk.format("GET", paths[n % 6 + 1])
            end
            """
        try site.service.folder.write(script.utf8, to: "load.lua")
        func load(_ seconds: Int) throws {
            let wrk = try ChildProcess(
                [
                    Program.wrk.path, "-t", "1", "-c", "32", "-d", "\(seconds)s", "--timeout", "20s", "-s", "load.lua",
                    site.address,
                ],
                in: site.service.folder.path, output: site.service.folder.file("report"))
            #expect(try wrk.wait(within: Double(seconds) + 60) == 0)
            let report = String(decoding: site.service.folder.read("report"), as: UTF8.self)
            #expect(!report.contains("Non-2xx") && !report.contains("Socket errors"), "\(report)")
        }
        // Repeats the load until each worker has a database connection and the cache is full. A busy machine needs longer.
        var (memory, before) = (0, 0)
        for _ in 0..<10 where before == 0 || Double(memory) > 1.02 * Double(before) {
            before = memory
            try load(LongTests.choose(30, normally: 3))
            memory = try site.service.process.residentKiB
        }
        try load(LongTests.choose(180, normally: 6))
        let after = try site.service.process.residentKiB
        #expect(isSanitized || Double(after) <= 1.1 * Double(memory), "\(memory) KiB, then \(after)")
        #expect(!site.service.process.hasEnded)
    }
}
