import FastCGI
import Foundation
import Notes
import NotesWeb

/// What is to be known of this process, by the names that Prometheus's own clients have for it.
struct ProcessMetrics: Sendable {
    let counters: ServerCounters
    private let start = Timestamp.now()

    init(counters: ServerCounters) {
        self.counters = counters
    }

    var all: [Metric] {
        [
            Metric("notes_workers", "Threads that answer requests.", Double(counters.workerCount)),
            Metric("notes_workers_busy", "Threads that are answering a request.", Double(counters.busyWorkers)),
            Metric(
                "notes_connections_parked", "Open connections of the web server without a request.",
                Double(counters.parkedConnections)),
            Metric("notes_build_info", "The version of this program.", 1, labels: [("version", version)]),
            Metric(
                "process_start_time_seconds", "Start of the process, in seconds since 1970.",
                Double(start.microseconds) / 1e6),
        ]
            + (Self.residentBytes.map {
                [Metric("process_resident_memory_bytes", "Memory of the process that is in use.", Double($0))]
            } ?? [])
    }

    /// The second field of /proc/self/statm, in pages (proc(5)).
    private static var residentBytes: Int? {
        let text = FileManager.default.contents(atPath: "/proc/self/statm").map { String(decoding: $0, as: UTF8.self) }
        return text?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * Int(getpagesize()) }
    }
}
