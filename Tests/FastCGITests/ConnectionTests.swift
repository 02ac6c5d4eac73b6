import Testing
import TestSupport

/// A connection lives as long as FCGI_KEEP_CONN says (FastCGI specification, section 3.5), and does not disturb others.
@Suite struct ConnectionTests {
    private let get = FastCGIRequest("GET", "/")

    @Test func aKeptConnectionHandlesManyRequests() throws {
        let server = try EchoServer()
        let connection = try server.connect()
        for number in 1...500 {
            let response = try connection.send(FastCGIRequest("PUT", "/\(number)", body: Array("\(number)".utf8)))
            #expect(response.text.hasPrefix("PUT /\(number)\n") && response.text.hasSuffix("\n\n\(number)"))
        }
        #expect(server.handler.targets.count == 500)
    }

    @Test func aConnectionWithoutTheFlagIsClosedAfterTheResponse() throws {
        let connection = try EchoServer().connect()
        var request = get
        request.keepsConnection = false
        #expect(try connection.send(request).status == 200)
        #expect(try connection.nextRecord() == nil)
    }

    /// 32,000 bytes are the largest content of one record.
    @Test(arguments: [0, 1, 31_900, 32_000, 32_001, 64_000, 300_000])
    func aResponseOfAnySizeArrivesWhole(size: Int) throws {
        let connection = try EchoServer().connect()
        for _ in 0..<3 {
            let response = try connection.send(FastCGIRequest("GET", "/?bytes=\(size)"))
            #expect(response["Content-Length"] == "\(size)")
            #expect(response.body.elementsEqual((0..<size).lazy.map { UInt8(truncatingIfNeeded: $0 / 7) }))
        }
    }

    @Test func aResponseWithoutBodyLeavesTheConnectionUsable() throws {
        let connection = try EchoServer().connect()
        let whole = try connection.send(get)
        let head = try connection.send(FastCGIRequest("HEAD", "/"))
        #expect(head.body.isEmpty)
        #expect(head["Content-Length"] == "\(whole.body.count + 1)", "HEAD is one letter longer than GET")
        for status in [204, 304] {
            let response = try connection.send(FastCGIRequest("GET", "/?status=\(status)"))
            #expect(response.status == status && response.body.isEmpty)
            #expect(response["Content-Length"] == nil)
        }
        #expect(try connection.send(get).text == whole.text)
    }

    @Test func idleConnectionsHoldNoWorker() throws {
        let server = try EchoServer(workers: 1)
        let connections = try (0..<50).map { _ in try server.connect() }
        for _ in 1...3 {
            for connection in connections { #expect(try connection.send(get).status == 200) }
        }
    }

    /// The worker waits for the rest of the request only as long as `Configuration.timeout`.
    @Test func aHalfSentRequestFreesItsWorker() throws {
        let server = try EchoServer(workers: 1, timeout: 1)
        let request = FastCGIRequest("POST", "/half", body: [1, 2, 3])
        for bytes in [request.bytes.prefix(3), request.head.dropLast(20)[...], request.bytes.dropLast(10)] {
            let connection = try server.connect()
            try connection.socket.send(bytes)
            #expect(try server.connect().send(get).status == 200)
            try connection.expectClosedWithoutResponse()
        }
        #expect(!server.handler.targets.contains("/half"))
    }

    /// By default, libfcgi waits two seconds for the client before it closes a connection.
    @Test func aMalformedRecordFreesItsWorkerAtOnce() throws {
        let server = try EchoServer(workers: 1)
        let (connection, other) = try (server.connect(), server.connect())
        let start = ContinuousClock.now
        try connection.socket.send(Array(repeating: 0, count: 100))
        try connection.socket.waitUntilRead()
        #expect(try other.send(get).status == 200)
        #expect(ContinuousClock.now - start < .seconds(2))
        #expect(try connection.nextRecord() == nil)
    }

    @Test(arguments: ["/wait", "/wait?bytes=1000000"])
    func aClientMayLeaveBeforeTheResponse(target: String) throws {
        let server = try EchoServer(workers: 1)
        do { _ = try server.connectAndWait(target) }
        server.handler.openGate()
        #expect(try server.connect().send(get).status == 200)
        try server.waitUntilAllConnectionsAreClosed()
    }

    @Test func aClientMayLeaveInTheMiddleOfItsRequest() throws {
        let server = try EchoServer()
        let bytes = FastCGIRequest("POST", "/half", body: [1, 2, 3]).bytes
        for count in 0..<bytes.count { try server.connect().socket.send(bytes.prefix(count)) }
        #expect(try server.connect().send(get).status == 200)
        try server.waitUntilAllConnectionsAreClosed()
        // In the last eight requests, only the empty record that ends the body is incomplete.
        #expect(!server.handler.targets.contains("/half"))
    }

    private static let malformed: [(name: String, bytes: [UInt8])] = [
        ("zeros", Array(repeating: 0, count: 100)),
        ("HTTP", Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)),
        ("another version", [2] + FastCGIRequest("GET", "/").bytes.dropFirst()),
        ("parameters before BEGIN_REQUEST", FastCGIRecord(.parameters, [1, 1, 65, 66]).bytes),
        ("a body before the parameters", FastCGIRecord(.standardInput, [1, 2, 3]).bytes),
    ]

    @Test(arguments: malformed) func aMalformedRecordClosesItsConnectionOnly(name: String, bytes: [UInt8]) throws {
        let server = try EchoServer()
        let other = try server.connect()
        let connection = try server.connect()
        try connection.socket.send(bytes)
        connection.socket.finishSending()
        #expect(try connection.nextRecord() == nil, "\(name)")
        #expect(server.handler.targets.isEmpty)
        #expect(try other.send(get).status == 200)
    }
}
