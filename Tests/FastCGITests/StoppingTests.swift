import FastCGI
import HTTPValues
import Logging
import Testing
import TestSupport

/// `Server.stop()` follows the timeline at the beginning of Server+Stopping.swift.
@Suite struct StoppingTests {
    private let get = FastCGIRequest("GET", "/")

    /// Calls `stop()` on another thread. Joining the thread throws an error if `stop()` returns another result.
    private func stopInBackground(_ server: EchoServer, expecting result: Bool = true) -> Threads {
        Threads(1) { _ in try #require(server.server.stop() == result) }
    }

    @Test func anIdleConnectionGetsACloseRequestAndIsClosed() throws {
        let server = try EchoServer()
        let connections = try (0..<20).map { _ in try server.connect() }
        // Half of the connections have been used.
        for connection in connections.prefix(10) { #expect(try connection.send(get).status == 200) }
        try waitUntil("all connections are accepted and idle") { server.counters.parkedConnections == 20 }
        #expect(server.server.stop())
        for connection in connections {
            try connection.expectCloseRequest()
            #expect(try connection.nextRecord() == nil)
        }
    }

    @Test func aRequestInProgressGetsItsResponse() throws {
        let server = try EchoServer()
        let connection = try server.connectAndWait("/wait?bytes=1000000")
        let stop = stopInBackground(server)
        try connection.expectCloseRequest()
        server.handler.openGate()
        #expect(try connection.readResponse().body.count == 1_000_000)
        try connection.expectCloseRequestOrEnd()
        #expect(try connection.nextRecord() == nil)
        try stop.join()
    }

    @Test func requestsThatWaitForAWorkerGetTheirResponses() throws {
        let server = try EchoServer(workers: 1, places: 1)
        try server.warmUp()
        let waiting = try (0..<8).map { _ in try server.connect() }
        for connection in waiting { #expect(try connection.send(get).status == 200) }
        let busy = try server.connectAndWait()
        for connection in waiting { try connection.socket.send(get.bytes) }
        let stop = stopInBackground(server)
        for connection in waiting { try connection.expectCloseRequest() }
        server.handler.openGate()
        for connection in waiting {
            #expect(try connection.readResponse().status == 200)
            try connection.expectCloseRequestOrEnd()
        }
        #expect(try busy.readResponse().status == 200)
        try stop.join()
    }

    @Test func aRequestOnItsWayGetsItsResponse() throws {
        let server = try EchoServer()
        let connection = try server.connect()
        #expect(try connection.send(get).status == 200)
        // As long as this request waits, the server does not close the other connection.
        let busy = try server.connectAndWait()
        let stop = stopInBackground(server)
        try connection.expectCloseRequest()
        #expect(try connection.send(FastCGIRequest("POST", "/", body: [65])).text.hasSuffix("\n\nA"))
        try connection.expectCloseRequestOrEnd()
        server.handler.openGate()
        #expect(try busy.readResponse().status == 200)
        try stop.join()
        #expect(try connection.nextRecord() == nil)
    }

    @Test func aClientThatKeepsSendingRequestsIsClosedAfterAResponse() throws {
        let server = try EchoServer()
        let connection = try server.connect()
        #expect(try connection.send(get).status == 200)
        let start = ContinuousClock.now
        let stop = stopInBackground(server)
        var responses = 1
        do {
            while true {
                #expect(try connection.send(get).status == 200)
                responses += 1
            }
        } catch UnixSocket.Failure.closed {}
        #expect(ContinuousClock.now - start >= .seconds(1))
        #expect(server.handler.targets.count == responses)
        try stop.join()
    }

    @Test func stopReturnsFalseAfterTheDrainTimeout() throws {
        let server = try EchoServer(drainTimeout: 1)
        let connection = try server.connectAndWait()
        let start = ContinuousClock.now
        #expect(!server.server.stop())
        let duration = ContinuousClock.now - start
        #expect(duration >= .seconds(1) && duration < .seconds(5))
        // The handler goes on as long as the process does.
        server.handler.openGate()
        #expect(try connection.readResponse().status == 200)
        #expect(try connection.nextRecord() == nil)
    }

    @Test func theListeningSocketStaysOpenWithItsQueue() throws {
        let first = try EchoServer()
        #expect(try first.connect().send(get).status == 200)
        #expect(first.server.stop())
        // Nothing accepts this connection until there is a second server.
        let connection = try first.connect()
        try connection.socket.send(get.bytes)
        #expect(first.counters.parkedConnections == 0)

        let second = try Server(
            ListeningSocket(descriptor: first.listener), places: try Places(2), logger: Logger(label: "FastCGITests")
        ) { _ in .redirect(to: "/second") }
        try second.start()
        #expect(try connection.readResponse()["Location"] == "/second")
        #expect(second.stop())
    }
}
