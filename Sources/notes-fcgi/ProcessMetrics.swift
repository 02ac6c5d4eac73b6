import FastCGI
import Foundation
import Notes
import NotesWeb

/// The metrics of this process. A metric that the Prometheus client libraries also export has the same name here.
struct ProcessMetrics: Sendable {
    let counters: ServerCounters
    let places: Places
    private let start = Timestamp.now()

    var all: [Metric] {
        [
            Metric("notes_workers", "Threads that handle requests.", Double(counters.workerCount)),
            Metric(
                "notes_places", "Requests that may run at a time: one for each processor that the process may use.",
                Double(places.count)),
            Metric("notes_workers_busy", "Threads that are handling a request now.", Double(counters.busyWorkers)),
            Metric(
                "notes_connections_parked", "Open connections of the web server that have no request now.",
                Double(counters.parkedConnections)),
            Metric("notes_build_info", "The version of this program.", 1, labels: [("version", version)]),
            Metric(
                "process_start_time_seconds", "Start time of the process, in seconds since 1970.",
                Double(start.microseconds) / 1e6),
        ]
            + (Self.residentBytes.map {
                [Metric("process_resident_memory_bytes", "Resident memory of the process.", Double($0))]
            } ?? [])
    }

    /// The resident memory in bytes, from the second field of /proc/self/statm, which counts pages (proc(5)).
    private static var residentBytes: Int? {
        let text = FileManager.default.contents(atPath: "/proc/self/statm").map { String(decoding: $0, as: UTF8.self) }
        return text?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * Int(getpagesize()) }
    }
}
