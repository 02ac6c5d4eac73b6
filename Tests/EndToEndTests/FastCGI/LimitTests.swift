import Testing
import TestSupport

/// The limits that an administrator can set.
@Suite struct LimitTests {
    @Test func aBodyOverTheLimitIsRefused() throws {
        let service = try Service(environment: ["MAX_BODY_BYTES": "100"])
        let connection = try service.connect()
        let json = #"{"title":"t","content":"\#(String(repeating: "x", count: 75))"}"#
        #expect(json.utf8.count == 101)
        #expect(try connection.send(FastCGIRequest("POST", "/api/notes", json: json)).status == 413)
        // nginx passes on bodies up to this size. They get a response as well.
        let large = FastCGIRequest("POST", "/api/notes", body: Array(repeating: UInt8(ascii: "x"), count: 16 << 20))
        #expect(try service.send(large).status == 413)
        let fitting = json.replacing("xx", with: "x", maxReplacements: 1)
        #expect(try service.send(FastCGIRequest("POST", "/api/notes", json: fitting)).status == 201)
    }

    /// The single worker handles the requests of all connections in turn. Idle connections do not hold it.
    @Test func oneWorkerIsEnoughForManyConnections() throws {
        let service = try Service(environment: ["WORKERS": "1"])
        let connections = try (0..<8).map { _ in try service.connect() }
        for _ in 1...3 {
            for connection in connections {
                #expect(try connection.send(FastCGIRequest("GET", "/api/notes")).status == 200)
            }
        }
        let metrics = try connections[0].send(.metrics).text.split(separator: "\n")
        #expect(metrics.contains("notes_workers 1"))
        let doctor = try Command("doctor", in: service.folder).text
        let processors = doctor.firstMatch(of: #/processors: (\d+) /#)?.1 ?? "none"
        #expect(metrics.contains { $0 == "notes_places \(processors)" })
        #expect(metrics.contains("notes_workers_busy 1"))
        #expect(metrics.contains { $0.hasPrefix("process_resident_memory_bytes ") })
        let parked = metrics.compactMap { $0.firstMatch(of: /^notes_connections_parked (\d+)/).flatMap { Int($0.1) } }
        // Connections from the start of the service may also be counted: the worker closes them only later.
        #expect(parked.count == 1 && parked[0] >= 7)
    }
}
