import HTTPTypes
import HTTPValues
import Notes

/// What whoever watches the service asks for. Nothing of the notes is in it.
struct ServiceStatus: Sendable {
    let store: any NoteStore
    let cache: AnswerCache?
    let requests: RequestMetrics
    /// What other parts of the process count.
    let otherMetrics: @Sendable () -> [Metric]

    /// Whether notes can be read and written: 200 if so, else 503.
    func health(_ request: Request) throws -> Response {
        do {
            try store.check()
        } catch {
            throw Failure.unhealthy(error)
        }
        var response = Response.json(data: { $0.raw("{\"status\":\"ok\"}") }, for: request)
        response.headerFields[.cacheControl] = "no-store"
        return response
    }

    /// All numbers, for a client on this machine. To others, there is nothing here: nginx refuses them as well, but another
    /// web server may not.
    func metrics(_ request: Request) throws -> Response {
        guard request.isFromThisMachine else { throw Failure.notFound }
        let statistics = store.statistics
        var metrics = requests.metrics
        metrics += [
            Metric("notes_waiting_writes", "Writes that wait for those before them.", Double(statistics.waitingWrites)),
            Metric("notes_database_bytes", "Size of the database's file.", Double(statistics.databaseBytes)),
            Metric("notes_database_wal_bytes", "Size of its write-ahead log.", Double(statistics.logBytes)),
        ]
        if let statistics = cache?.statistics {
            metrics += [
                Metric("notes_cache_hits_total", "Answers that were kept.", Double(statistics.hits), kind: .counter),
                Metric(
                    "notes_cache_misses_total", "Answers that might have been kept, and were not.",
                    Double(statistics.misses), kind: .counter),
                Metric("notes_cache_bytes", "Memory that kept answers take.", Double(statistics.bytes)),
            ]
        }
        metrics += otherMetrics()
        return Response(
            headerFields: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
            body: Array(metrics.map(\.text).joined().utf8))
    }
}

extension Request {
    /// Whether the web server says that its client is on the same machine.
    var isFromThisMachine: Bool {
        guard let address = remoteAddress else { return false }
        return address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
    }
}
