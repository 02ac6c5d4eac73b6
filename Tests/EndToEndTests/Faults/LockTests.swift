import GRDB
import Synchronization
import Testing
import TestSupport

/// Another program holds the write lock for long: those who read do not notice, those who write are told to come again.
@Suite(.serialized) struct LockTests {
    @Test func readersGoOnAndWritersAreTold() throws {
        let service = try Service()
        for number in 1...20 { try service.createNote("note \(number)") }
        let free = try Self.reads(service, seconds: 1)

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
                try waitUntil("some time has passed") { ContinuousClock.now - began > .milliseconds(300) }
            }
        }
        try waitUntil("writers were refused") { refused.load(ordering: .relaxed) > 0 }
        let locked = try Self.reads(service, seconds: LongTests.choose(20, normally: 2))
        #expect(locked >= 0.7 * free, "\(locked) reads a second while it is locked, \(free) before")
        try writers.join(within: 60)

        try other.inDatabase { try $0.rollback() }
        #expect(try service.createNote("after").title == "after")
        #expect(!service.process.hasEnded)
    }

    /// How many reads are answered in a second, to one client.
    private static func reads(_ service: Service, seconds: Double) throws -> Double {
        let connection = try service.connect()
        let start = ContinuousClock.now
        var count = 0
        while ContinuousClock.now - start < .seconds(seconds) {
            let target = count.isMultiple(of: 2) ? "/api/notes/\(count % 20 + 1)" : "/notes?page=2"
            #expect(try connection.answer(to: FastCGIRequest("GET", target)).status == 200)
            count += 1
        }
        return Double(count) / seconds
    }
}
