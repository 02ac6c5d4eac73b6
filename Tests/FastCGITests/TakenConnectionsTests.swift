import Locking
import Testing
import TestSupport

@testable import FastCGI

/// The connections that a worker has taken go to other workers as soon as it is about to wait or is held up.
@Suite struct TakenConnectionsTests {
    private let givenBack = Locked([Connection]())
    private let connections = (1...5).map { Connection(descriptor: CInt(10 + $0), serial: UInt32($0)) }
    private let taken: TakenConnections

    init() {
        let givenBack = givenBack
        taken = TakenConnections { connection in givenBack.withLock { $0.append(connection) } }
        taken.add(connections)
    }

    private func givenBackConnections() -> [Connection] { givenBack.withLock { $0 } }

    @Test func aWorkerGetsThemInOrder() {
        for connection in connections { #expect(taken.next() == connection) }
        #expect(taken.next() == nil)
        #expect(givenBackConnections().isEmpty)
    }

    @Test func whatIsGivenBackIsTakenNoMore() {
        #expect(taken.next() == connections[0])
        taken.giveBackAll()
        #expect(taken.next() == nil)
        #expect(givenBackConnections() == Array(connections[1...]))
        taken.giveBackAll()
        #expect(givenBackConnections().count == 4)
    }

    @Test func onlyAWorkerThatIsHeldUpLosesThem() {
        for connection in connections.prefix(3) {
            taken.giveBackIfHeldUp()
            #expect(taken.next() == connection)
        }
        taken.giveBackIfHeldUp()
        #expect(givenBackConnections().isEmpty)
        taken.giveBackIfHeldUp()
        #expect(givenBackConnections() == Array(connections[3...]))
        #expect(taken.next() == nil)
    }

    @Test func newOnesAreNotHeldUpYet() {
        taken.giveBackIfHeldUp()
        taken.add(connections)
        taken.giveBackIfHeldUp()
        #expect(givenBackConnections().isEmpty)
    }

    /// Such a wait serves the taken connections, too.
    @Test func aWorkerThatHasTakenMoreKeepsThemAndItsPlaceForAWaitThatServesThem() throws {
        let places = try Places(1)
        let (taken, givenBack) = (taken, givenBack)
        let isFree = Locked(false)
        let holders = Threads(1) { _ in
            let holder = places.addWorker(taken)
            defer { places.remove(holder) }
            places.take(holder)
            let other = Threads(1) { _ in
                let holder = places.addWorker(TakenConnections { _ in })
                defer { places.remove(holder) }
                places.take(holder)
                isFree.withLock { $0 = true }
            }
            while taken.next() != nil {
                places.giveUpIfNoneTaken()
                #expect(isFree.withLock { $0 } == false || taken.isEmpty)
            }
            try other.join()
        }
        try holders.join()
        #expect(givenBack.withLock { $0.isEmpty })
        #expect(isFree.withLock { $0 })
    }

    @Test(arguments: [true, false]) func aWorkerThatGivesItsPlaceUpGivesThemBack(isAsked: Bool) throws {
        let places = try Places(1)
        let (taken, givenBack, count) = (taken, givenBack, connections.count)
        try Threads(1) { _ in
            let holder = places.addWorker(taken)
            defer { places.remove(holder) }
            places.take(holder)
            #expect(givenBack.withLock { $0.isEmpty })
            if isAsked { places.giveUp() } else { places.takeAway() }
            #expect(givenBack.withLock { $0.count } == count)
        }.join()
    }
}
