import Dispatch
import GRDB
import Synchronization
import Testing
import TestSupport

/// While another program holds the write lock, reading goes on and writing gets 503 with Retry-After.
@Suite(.serialized) struct LockTests {
    @Test func readingGoesOnAndWritingIsRefused() throws {
        // Without the response cache, every request reads the database.
        let service = try Service(starting: Service.makeFolder(), environment: ["ANSWER_CACHE_BYTES": "0"])
        try service.waitUntilReady()
        for number in 1...20 { try service.createNote("note \(number)") }
        let visitor = try Visitor(Site(service))
        let token = try visitor.formToken(in: visitor.get("/notes/new"))
        var ratios: [Double] = []
        // Another program may use the CPU during one of the two measurements, so this is repeated.
        while ratios.count < 3 && (ratios.max() ?? 0) < 0.7 {
            let free = try Self.reads(service, seconds: 2)
            let lock = try Self.lock(service)
            let start = ContinuousClock.now
            let seconds = LongTests.choose(30, normally: 8)
            // There are more writers than workers.
            let writers = Threads(60) { _ in
                while ContinuousClock.now - start < .seconds(seconds - 6) { try Self.expectRefusal(service) }
            }
            let form = try visitor.post(
                "/notes/new", ["title": "my title", "content": "typed text", "csrf_token": token])
            #expect(form.status == 503)
            #expect(form["Retry-After"] == "5")
            #expect(form.text.contains("value=\"my title\"") && form.text.contains("typed text"))

            let locked = try Self.reads(service, seconds: seconds - 6)
            try writers.join(within: 60)
            try waitUntil("the lock was held long enough", within: 60) {
                ContinuousClock.now - start > .seconds(seconds)
            }
            try lock.inDatabase { try $0.rollback() }
            ratios.append(locked / free)
        }
        #expect(
            (ratios.max() ?? 0) >= 0.7, "the speed of reading with the lock, divided by the speed without: \(ratios)")
        #expect(try service.createNote("after").id == 21)
        #expect(!service.process.hasEnded)
    }

    /// With any number of workers, requests that write must not hold all of them.
    @Test(arguments: [2, 8]) func readingGoesOnWithFewWorkers(workers: Int) throws {
        let service = try Service(
            starting: Service.makeFolder(), environment: ["ANSWER_CACHE_BYTES": "0", "WORKERS": "\(workers)"])
        try service.waitUntilReady()
        try service.createNote("note")
        let lock = try Self.lock(service)
        let refused = Atomic(0)
        let writers = Threads(2 * workers) { _ in
            try Self.expectRefusal(service)
            refused.add(1, ordering: .relaxed)
        }
        try waitUntil("excess writes are refused") { refused.load(ordering: .relaxed) >= workers }
        #expect(try service.send(FastCGIRequest("GET", "/api/notes/1")).status == 200)
        #expect(refused.load(ordering: .relaxed) < 2 * workers, "no write waits for the lock any more")
        try writers.join()
        try lock.inDatabase { try $0.rollback() }
    }

    @Test func waitingWritersDoNotDelayReaders() throws {
        let service = try Service()
        try service.waitUntilReady()
        try service.createNote("note")
        let reader = try service.connect()
        let lock = try Self.lock(service)
        // These writes get the lock in time, so none of them is refused.
        let writers = Threads(32) { _ in
            let response = try service.send(FastCGIRequest("POST", "/api/notes", json: #"{"title":"t","content":"c"}"#))
            #expect(response.status == 201)
        }
        try waitUntil("all writers wait") { try Self.busyWorkers(reader) == 32 + 1 }
        for _ in 1...200 { #expect(try reader.send(FastCGIRequest("GET", "/api/notes/1")).status == 200) }
        #expect(try Self.busyWorkers(reader) == 32 + 1, "all writers still wait")
        try lock.inDatabase { try $0.rollback() }
        try writers.join()
    }

    private static func busyWorkers(_ connection: FastCGIConnection) throws -> Int? {
        try connection.send(.metrics).text.firstMatch(of: /\nnotes_workers_busy (\d+)/).flatMap { Int($0.1) }
    }

    /// Begins a write transaction, as another program would.
    private static func lock(_ service: Service) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        configuration.busyMode = .timeout(10)
        let other = try DatabaseQueue(path: service.folder.file("notes.db"), configuration: configuration)
        try other.inDatabase { try $0.beginTransaction(.immediate) }
        return other
    }

    private static func expectRefusal(_ service: Service) throws {
        let start = ContinuousClock.now
        let response = try service.send(
            FastCGIRequest("POST", "/api/notes", json: #"{"title":"t","content":"c"}"#))
        #expect(response.status == 503)
        #expect(response.text == #"{"error":"Notes cannot be changed right now"}"#)
        #expect(response["Retry-After"] == "5")
        // The busy timeout, and some seconds for a busy machine.
        #expect(ContinuousClock.now - start < .seconds(9))
        // The client waits before its next request, as Retry-After says, but for a shorter time.
        _ = DispatchSemaphore(value: 0).wait(timeout: .now() + 0.3)
    }

    /// Measures how many reads per second one client gets: the median of tenths of a second, because other programs run.
    private static func reads(_ service: Service, seconds: Int) throws -> Double {
        let connection = try service.connect()
        var speeds: [Double] = []
        for _ in 0..<(10 * seconds) {
            let start = ContinuousClock.now
            var count = 0.0
            while ContinuousClock.now - start < .seconds(0.1) {
                let targets = ["/api/notes/7", "/notes?page=2", "/api/notes/search?q=note&per_page=5", "/notes/3"]
                let response = try connection.send(FastCGIRequest("GET", targets[Int(count) % targets.count]))
                #expect(response.status == 200)
                count += 1
            }
            speeds.append(count / ((ContinuousClock.now - start) / .seconds(1)))
        }
        return speeds.sorted()[speeds.count / 2]
    }
}
