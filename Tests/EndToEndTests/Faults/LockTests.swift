import Dispatch
import GRDB
import Synchronization
import Testing
import TestSupport

/// Another program holds the write lock for long: those who read do not notice, those who write are told to come again.
@Suite(.serialized) struct LockTests {
    @Test func readersGoOnAndWritersAreTold() throws {
        let service = try Service()
        for number in 1...20 { try service.createNote("note \(number)") }
        let free = try Self.speeds(service, count: 10).sorted()[5]

        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: service.folder.file("notes.db"), configuration: configuration)
        try other.inDatabase { try $0.beginTransaction(.immediate) }
        let start = ContinuousClock.now
        let refused = Atomic(0)
        // More than the service has threads.
        let writers = Threads(40) { _ in
            while ContinuousClock.now - start < .seconds(LongTests.choose(25, normally: 3)) {
                let began = ContinuousClock.now
                let answer = try service.answer(
                    to: FastCGIRequest("POST", "/api/notes", json: #"{"title":"t","content":"c"}"#))
                #expect(answer.status == 503)
                #expect(answer.text == #"{"error":"Notes cannot be changed right now"}"#)
                #expect(answer["Retry-After"] == "5")
                // The busy timeout, and some for a loaded machine.
                #expect(ContinuousClock.now - began < .seconds(8))
                refused.add(1, ordering: .relaxed)
                // As somebody does who was told to come again, only sooner.
                _ = DispatchSemaphore(value: 0).wait(timeout: .now() + 0.3)
            }
        }
        try waitUntil("writers were refused") { refused.load(ordering: .relaxed) > 0 }
        // The best of many: other tests take their share of the machine meanwhile.
        let locked = try Self.speeds(service, count: LongTests.choose(100, normally: 12)).max() ?? 0
        #expect(locked >= 0.7 * free, "\(locked) reads a second while it is locked, \(free) before")
        try writers.join(within: 60)

        try other.inDatabase { try $0.rollback() }
        #expect(try service.createNote("after").title == "after")
        #expect(!service.process.hasEnded)
    }

    /// How many reads a second are answered to one client, in each of `count` fifths of a second.
    private static func speeds(_ service: Service, count: Int) throws -> [Double] {
        let connection = try service.connect()
        var speeds: [Double] = []
        for _ in 0..<count {
            let start = ContinuousClock.now
            var reads = 0
            while ContinuousClock.now - start < .milliseconds(200) {
                let target = reads.isMultiple(of: 2) ? "/api/notes/\(reads % 20 + 1)" : "/notes?page=2"
                #expect(try connection.answer(to: FastCGIRequest("GET", target)).status == 200)
                reads += 1
            }
            speeds.append(Double(reads) * 5)
        }
        return speeds
    }
}
