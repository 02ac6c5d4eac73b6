import Synchronization
import Testing
import TestSupport

@testable import FastCGI

/// Requests that wait do not hold up other requests, as long as there are workers.
@Suite struct WaitingTests {
    private let get = FastCGIRequest("GET", "/")

    @Test func handlersThatWaitUnannouncedDoNotHoldUpOthers() throws {
        let server = try EchoServer(workers: 5, places: 1)
        let waiting = try (0..<4).map { try server.connectAndWait("/wait?\($0)") }
        for _ in 0..<50 { #expect(try server.connect().send(get).status == 200) }
        server.handler.openGate()
        for connection in waiting { #expect(try connection.readResponse().status == 200) }
    }

    /// One worker takes all the requests at once, because they arrive while it waits. The first of them then waits for its client,
    /// and only `giveUp` lets the other worker have the rest.
    @Test func requestsTakenTogetherWithOneThatWaitsGoToAnotherWorker() throws {
        let server = try EchoServer(workers: 2, places: 1, isWatched: false)
        try server.warmUp()
        let slow = try server.connect()
        let others = try (0..<6).map { _ in try server.connect() }
        for connection in [slow] + others { #expect(try connection.send(get).status == 200) }
        let first = try server.connectAndWait()
        try slow.socket.send(FastCGIRequest("GET", "/?bytes=5000000").bytes)
        for connection in others { try connection.socket.send(get.bytes) }
        server.handler.openGate()
        for connection in others { #expect(try connection.readResponse().status == 200) }
        #expect(try first.readResponse().status == 200)
        #expect(try slow.readResponse().body.count == 5_000_000)
    }

    /// As above, but the handler does not say that it waits.
    @Test func requestsSentTogetherWithOneThatWaitsUnannouncedAreNotHeldUp() throws {
        let server = try EchoServer(workers: 4, places: 2)
        for round in 0..<10 {
            server.handler.closeGate()
            let waiting = try server.connect()
            let others = try (0..<8).map { _ in try server.connect() }
            for connection in [waiting] + others { #expect(try connection.send(get).status == 200) }
            let warmUp = Threads(4) { _ in try server.warmUp() }
            try warmUp.join()
            let start = ContinuousClock.now
            try waiting.socket.send(FastCGIRequest("GET", "/wait?\(round)").bytes)
            for connection in others { try connection.socket.send(get.bytes) }
            for connection in others { #expect(try connection.readResponse().status == 200) }
            #expect(ContinuousClock.now - start < .seconds(2))
            server.handler.openGate()
            #expect(try waiting.readResponse().status == 200)
        }
    }

    /// A store may answer a request with what it read after the request arrived.
    @Test func aRequestKnowsWhenItHadArrived() throws {
        let server = try EchoServer(workers: 1, places: 1)
        let connection = try server.connect()
        for _ in 0..<100 {
            let sent = ContinuousClock.now
            #expect(try connection.send(get).status == 200)
            let arrival = try #require(server.handler.lastArrival)
            #expect(sent < arrival && arrival < .now)
        }
        // This request arrives while the worker waits, so it must not count as arrived before.
        let waiting = try server.connectAndWait()
        let sent = ContinuousClock.now
        try connection.socket.send(get.bytes)
        server.handler.openGate()
        #expect(try connection.readResponse().status == 200)
        #expect(try #require(server.handler.lastArrival) > sent)
        #expect(try waiting.readResponse().status == 200)
    }

    @Test func atMostOneHandlerForEachPlaceRuns() throws {
        let server = try EchoServer(workers: 8, places: 2, isWatched: false)
        let clients = Threads(8) { _ in
            let connection = try server.connect()
            for _ in 0..<50 { #expect(try connection.send(FastCGIRequest("GET", "/compute")).status == 200) }
        }
        try clients.join()
        #expect(server.handler.mostRunning == 2)
    }

    /// A server that has stopped is freed, so its threads have ended.
    @Test func noThreadSurvivesTheServer() throws {
        weak var server: Server?
        do {
            let echo = try EchoServer()
            server = echo.server
            #expect(try echo.connect().send(get).status == 200)
            // The watchdog is awake: there was a request a moment ago.
            #expect(echo.server.stop())
        }
        try waitUntil("the server is freed") { server == nil }
    }

    /// The watchdog sleeps while there are no requests. It must wake up for the next one.
    @Test func theWatchdogWakesUpAfterAnIdleTime() throws {
        let server = try EchoServer(workers: 2, places: 1)
        #expect(try server.connect().send(get).status == 200)
        try waitUntil("the watchdog sleeps") { server.server.watchdog.isAsleep }
        let waiting = try server.connectAndWait()
        #expect(try server.connect().send(get).status == 200)
        server.handler.openGate()
        #expect(try waiting.readResponse().status == 200)
        try waitUntil("the watchdog sleeps again") { server.server.watchdog.isAsleep }
    }

    @Test func manyWritersThatWaitDoNotHoldUpReaders() throws {
        // Without the watchdog, only `giveUp` lets other workers run.
        let server = try EchoServer(workers: 40, places: 2, isWatched: false)
        let writers = try (0..<32).map { try server.connectAndWait("/wait/announced?\($0)") }
        let reader = try server.connect()
        for _ in 0..<500 { #expect(try reader.send(get).status == 200) }
        #expect(server.counters.busyWorkers >= 32)
        server.handler.openGate()
        for writer in writers { #expect(try writer.readResponse().status == 200) }
    }

    /// The response is larger than the socket's buffer, so it is sent in several parts.
    @Test func aClientThatDoesNotReadHoldsUpNobody() throws {
        let server = try EchoServer(workers: 3, places: 1, isWatched: false)
        let slow = try (0..<2).map { _ in try server.connect() }
        for connection in slow { try connection.socket.send(FastCGIRequest("GET", "/?bytes=5000000").bytes) }
        try waitUntil("both responses are being sent") { server.counters.busyWorkers == 2 }
        for _ in 0..<200 { #expect(try server.connect().send(get).status == 200) }
        // Reads both before it compares, because the server gives up a client that takes nothing for ten seconds.
        let bodies = try slow.map { try $0.readResponse().body }
        for body in bodies {
            #expect(body.elementsEqual((0..<5_000_000).lazy.map { UInt8(truncatingIfNeeded: $0 / 7) }))
        }
    }

    /// A request waits behind the requests that are already there, and not behind all later ones.
    @Test func noConnectionStarvesAmongAThousandKeptOnes() throws {
        let server = try EchoServer(workers: 4, places: 2)
        let kept = try (0..<1000).map { _ in try server.connect() }
        for connection in kept { #expect(try connection.send(get).status == 200) }
        let isDone = Atomic(false)
        let others = Atomic(0)
        let busy = Threads(16) { _ in
            let connection = try server.connect()
            while !isDone.load(ordering: .relaxed) {
                #expect(try connection.send(get).status == 200)
                others.add(1, ordering: .relaxed)
            }
        }
        // How many other requests were handled during each request.
        var counts: [Int] = []
        for connection in kept {
            let before = others.load(ordering: .relaxed)
            #expect(try connection.send(get).status == 200)
            counts.append(others.load(ordering: .relaxed) - before)
        }
        isDone.store(true, ordering: .relaxed)
        try busy.join()
        #expect(others.load(ordering: .relaxed) > 1000, "the other clients were busy all the time")
        #expect(counts.sorted()[500] <= 64, "\(counts.sorted().suffix(20))")
    }
}
