import Testing
import TestSupport

/// Bytes that are not FastCGI close their connection and do not harm the service.
///
/// There are two exceptions, in which libfcgi 2.4.2 ends the process: a parameter of almost 2 GiB, and GET_VALUES that
/// repeats a name. To send these, a program needs permission to write to the socket.
@Suite struct MalformedRecordTests {
    private static let get = FastCGIRequest("GET", "/api/notes")
    private static let begin = FastCGIRecord(.beginRequest, [0, 1, 1, 0, 0, 0, 0, 0])

    private static func record(version: UInt8 = 1, kind: UInt8 = 1, _ record: FastCGIRecord = begin) -> [UInt8] {
        var record = record
        record.version = version
        record.kind = kind
        return record.bytes
    }

    private static func request(role: UInt8) -> [UInt8] {
        FastCGIRecord(.beginRequest, [0, role, 1, 0, 0, 0, 0, 0]).bytes + get.bytes.dropFirst(16)
    }

    /// A PARAMS record whose lengths overflow a 32-bit sum (CVE-2025-23016).
    private static func parameters(nameLength: [UInt8], valueLength: [UInt8]) -> [UInt8] {
        begin.bytes + FastCGIRecord(.parameters, nameLength + valueLength + Array(repeating: 0x41, count: 4096)).bytes
            + FastCGIRecord(.parameters).bytes + FastCGIRecord(.standardInput).bytes
    }

    private static var noise: [UInt8] {
        var state: UInt64 = 42
        return (0..<8192).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }

    private static let malformed: [(name: String, bytes: [UInt8])] = [
        ("zeros", Array(repeating: 0, count: 100)),
        ("noise", noise),
        ("HTTP", Array("GET /notes HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)),
        ("another version", record(version: 2) + get.bytes.dropFirst(16)),
        ("an unknown record type", begin.bytes + record(kind: 99) + get.bytes.dropFirst(16)),
        ("an unknown management type", record(kind: 99, FastCGIRecord(.data, requestID: 0)) + get.bytes),
        ("no BEGIN_REQUEST", FastCGIRecord(.parameters, [1, 1, 65, 66]).bytes + FastCGIRecord(.parameters).bytes),
        ("a short BEGIN_REQUEST", FastCGIRecord(.beginRequest, [0, 1]).bytes + get.bytes.dropFirst(16)),
        ("the role of an authorizer", request(role: 2)),
        ("the role of a filter", request(role: 3)),
        ("an unknown role", request(role: 77)),
        ("ABORT_REQUEST", get.head + FastCGIRecord(.abortRequest).bytes),
        ("ABORT_REQUEST of nothing", FastCGIRecord(.abortRequest).bytes),
        ("END_REQUEST", FastCGIRecord(.endRequest, Array(repeating: 0, count: 8)).bytes),
        ("a second request", begin.bytes + FastCGIRecord(.beginRequest, begin.content, requestID: 2).bytes),
        ("the input of another request", get.head + FastCGIRecord(.standardInput, [1], requestID: 9).bytes),
        ("input before parameters", begin.bytes + FastCGIRecord(.standardInput, [1, 2, 3]).bytes),
        ("no parameters", begin.bytes + FastCGIRecord(.parameters).bytes + FastCGIRecord(.standardInput).bytes),
        ("a name of 2 GiB", parameters(nameLength: [0xFF, 0xFF, 0xFF, 0xFF], valueLength: [0])),
        ("a value of 64 MiB", parameters(nameLength: [1], valueLength: [0x84, 0, 0, 0])),
        ("4 GiB together", parameters(nameLength: [0xFF, 0xFF, 0xFF, 0xFF], valueLength: [0xFF, 0xFF, 0xFF, 0xFF])),
        ("parameters that end too soon", parameters(nameLength: [127], valueLength: [0x80, 0, 0xFF, 0xFF])),
        ("GET_VALUES of nothing known", FastCGIRecord(.getValues, [1, 0, 65], requestID: 0).bytes),
        ("GET_VALUES with wrong lengths", FastCGIRecord(.getValues, [0xFF, 0xFF, 0xFF, 0xFF, 9], requestID: 0).bytes),
    ]

    @Test func malformedRecordsCloseOnlyTheirOwnConnection() throws {
        let service = try Service()
        let other = try service.connect()
        for (name, bytes) in Self.malformed {
            let connection = try service.connect()
            // The service may close the connection before it has all bytes.
            try? connection.socket.send(bytes)
            connection.socket.finishSending()
            try waitUntil("the service has closed the connection with \(name)") {
                try connection.socket.receive().isEmpty
            }
            let response = try? other.send(Self.get)
            try #require(response?.status == 200, "after \(name); has the service ended? \(service.process.hasEnded)")
        }
    }

    /// Some web servers send FCGI_GET_VALUES before a request (FastCGI specification, section 4.1). nginx does not.
    @Test func getValuesGetsAResult() throws {
        let service = try Service()
        let connection = try service.connect()
        let name = "FCGI_MPXS_CONNS"
        let query = FastCGIRecord(.getValues, [UInt8(name.count), 0] + Array(name.utf8), requestID: 0)
        try connection.socket.send(query.bytes + Self.get.bytes)
        let result = try #require(try connection.nextRecord())
        #expect(result.kind == FastCGIRecord.Kind.getValuesResult.rawValue)
        #expect(result.content == [UInt8(name.count), 1] + Array("\(name)0".utf8))
        #expect(try connection.readResponse().status == 200)
    }
}
