import Locking
import Testing
import TestSupport

@testable import FastCGI

/// As many workers run as there are places. There is no server here, so no watchdog interferes.
@Suite struct PlacesTests {
    /// A worker thread that takes a place and keeps it until it is told to go on.
    private final class Worker: Sendable {
        enum Order { case keepPlace, giveUp, takeAgain, end }

        private let state = Locked((order: Order.keepPlace, hasPlace: false))
        private let thread = Locked<Threads?>(nil)

        init(_ places: Places) {
            let state = state
            let thread = Threads(1) { _ in
                let holder = places.addWorker(TakenConnections { _ in })
                defer { places.remove(holder) }
                places.take(holder)
                state.withLock { $0.hasPlace = true }
                while true {
                    switch state.withLock({ $0.order }) {
                    case .keepPlace:
                        try waitUntil("there is another order") { state.withLock { $0.order } != .keepPlace }
                    case .giveUp:
                        state.withLock { $0 = (.keepPlace, false) }
                        // The second call has no effect.
                        places.giveUp()
                        places.giveUp()
                    case .takeAgain:
                        places.take(holder)
                        state.withLock { state in
                            state.hasPlace = true
                            // There may be another order by now.
                            if state.order == .takeAgain { state.order = .keepPlace }
                        }
                    case .end: return
                    }
                }
            }
            self.thread.withLock { $0 = thread }
        }

        var hasPlace: Bool { state.withLock { $0.hasPlace } }

        func order(_ order: Order) { state.withLock { $0.order = order } }

        func end() throws {
            order(.end)
            try thread.withLock { $0 }?.join()
            state.withLock { $0.hasPlace = false }
        }
    }

    @Test func aWorkerWaitsUntilAnotherGivesItsPlaceUp() throws {
        let places = try Places(2)
        let workers = (0..<4).map { _ in Worker(places) }
        func count() -> Int { workers.count { $0.hasPlace } }
        try waitUntil("two workers have a place") { count() == 2 }
        for _ in 0..<20 {
            let running = workers.filter(\.hasPlace)
            let sleeping = workers.filter { !$0.hasPlace }
            running[0].order(.giveUp)
            try waitUntil("one of the sleeping workers has its place") { sleeping.count { $0.hasPlace } == 1 }
            running[0].order(.takeAgain)
            #expect(count() == 2)
        }
        // Each end frees a place or the next sleeping worker.
        for worker in workers.filter(\.hasPlace) { try worker.end() }
        try waitUntil("the other two have the places") { count() >= 2 }
        for worker in workers { try worker.end() }
    }

    @Test func aPlaceThatIsTakenAwayIsNotGivenUpASecondTime() throws {
        let places = try Places(1)
        let workers = (0..<3).map { _ in Worker(places) }
        try waitUntil("one worker has the place") { workers.contains { $0.hasPlace } }
        let first = try #require(workers.first { $0.hasPlace })
        places.takeAway()
        try waitUntil("another worker has a place") { workers.count { $0.hasPlace } == 2 }
        first.order(.giveUp)
        try waitUntil("the first worker has no place") { !first.hasPlace }
        #expect(workers.count { $0.hasPlace } == 1)
        for worker in workers.filter(\.hasPlace) { try worker.end() }
        for worker in workers { try worker.end() }
    }

    @Test func aThreadWithoutAPlaceHasNothingToGiveUp() throws {
        let places = try Places(1)
        places.giveUp()
        places.takeAway()
        let workers = (0..<2).map { _ in Worker(places) }
        try waitUntil("one worker has the place") { workers.contains { $0.hasPlace } }
        places.giveUp()
        #expect(workers.count { $0.hasPlace } == 1)
        for worker in workers.filter(\.hasPlace) { try worker.end() }
        for worker in workers { try worker.end() }
    }
}
