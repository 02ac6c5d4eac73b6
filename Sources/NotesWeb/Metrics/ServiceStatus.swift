import HTTPTypes
import HTTPValues
import Notes

/// Handles the routes for monitoring, `/api/health` and `/metrics`. The responses contain no text of a note.
struct ServiceStatus: Sendable {
    let store: any NoteStore
    let cache: ResponseCache?
    let requests: RequestMetrics
    /// The metrics of other parts of the process.
    let otherMetrics: @Sendable () -> [Metric]

    /// Responds with 200 if notes can be read and written, else with 503.
    func health(_ call: Call) throws -> Response {
        do {
            try store.check()
        } catch {
            throw HTTPError.unhealthy(error)
        }
        var response = Response.json(isEnveloped: call.request.wantsEnvelope) {
            $0.object { $0.member("status", "ok") }
        }
        response.headerFields[.cacheControl] = "no-store"
        response.isCacheable = false
        return response
    }

    /// Responds with all metrics in Prometheus's text format.
    func metrics(_ call: Call) -> Response {
        let statistics = store.statistics
        var metrics = requests.metrics
        metrics += [
            Metric("notes_waiting_writes", "Writes that wait for those before them.", Double(statistics.waitingWrites)),
            Metric("notes_database_bytes", "Size of the database's file.", Double(statistics.databaseBytes)),
            Metric("notes_database_wal_bytes", "Size of its write-ahead log.", Double(statistics.logBytes)),
        ]
        if let statistics = cache?.statistics {
            metrics += [
                Metric(
                    "notes_cache_hits_total", "Requests that found their response in the cache.",
                    Double(statistics.hits), kind: .counter),
                Metric(
                    "notes_cache_misses_total", "Requests that could have got a cached response, but did not.",
                    Double(statistics.misses), kind: .counter),
                Metric("notes_cache_bytes", "Memory that the cache takes.", Double(statistics.bytes)),
            ]
        }
        metrics += otherMetrics()
        return Response(
            headerFields: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
            body: Array(metrics.map(\.text).joined().utf8))
    }
}
