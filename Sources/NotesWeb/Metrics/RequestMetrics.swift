import Synchronization

/// Counts responses by route and status, and their times. Each request calls `count`, which never locks or allocates.
///
/// The class is `@unchecked Sendable` because of its buffers, which are allocated once and contain only atomics.
final class RequestMetrics: @unchecked Sendable {
    /// The upper bounds of the histogram's buckets, in nanoseconds. A cached response takes a few microseconds, a large
    /// search some milliseconds, and a write at least one fsync(2).
    static let bounds = [
        10_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000, 10_000_000, 50_000_000, 100_000_000, 500_000_000,
        1_000_000_000, 5_000_000_000,
    ]
    private static let statuses = 100..<600

    private let routes: [String]
    /// One counter for each status of each route, then one for each status of requests without a route.
    private let responses: UnsafeMutableBufferPointer<Atomic<Int>>
    /// One counter for each of `bounds`, then one for longer times, then the sum of all times in nanoseconds.
    private let times: UnsafeMutableBufferPointer<Atomic<Int>>

    init(routes: [String]) {
        self.routes = routes
        responses = Self.counters((routes.count + 1) * Self.statuses.count)
        times = Self.counters(Self.bounds.count + 2)
    }

    deinit {
        responses.deinitialize().deallocate()
        times.deinitialize().deallocate()
    }

    private static func counters(_ count: Int) -> UnsafeMutableBufferPointer<Atomic<Int>> {
        let counters = UnsafeMutableBufferPointer<Atomic<Int>>.allocate(capacity: count)
        for index in 0..<count { counters.initializeElement(at: index, to: Atomic(0)) }
        return counters
    }

    /// - Parameter route: the number of the route; nil if the request has no route.
    func count(route: Int?, status: Int, nanoseconds: Int) {
        guard Self.statuses.contains(status) else { return }
        let row = (route ?? routes.count) * Self.statuses.count
        responses[row + status - Self.statuses.lowerBound].add(1, ordering: .relaxed)
        var bucket = 0
        while bucket < Self.bounds.count && nanoseconds > Self.bounds[bucket] { bucket += 1 }
        times[bucket].add(1, ordering: .relaxed)
        times[Self.bounds.count + 1].add(nanoseconds, ordering: .relaxed)
    }

    var metrics: [Metric] {
        var requests = Metric("notes_requests_total", "Responses, by route and status.", kind: .counter)
        for (row, route) in (routes + ["none"]).enumerated() {
            for (column, status) in Self.statuses.enumerated() {
                let count = responses[row * Self.statuses.count + column].load(ordering: .relaxed)
                if count > 0 { requests.add(Double(count), labels: [("route", route), ("status", "\(status)")]) }
            }
        }
        var durations = Metric(
            "notes_request_duration_seconds", "Time from a request to its response, without reading and sending.",
            kind: .histogram)
        var count = 0
        for (bucket, seconds) in (Self.bounds.map { Double($0) / 1e9 } + [.infinity]).enumerated() {
            count += times[bucket].load(ordering: .relaxed)
            durations.add(Double(count), suffix: "_bucket", labels: [("le", Metric.number(seconds))])
        }
        durations.add(Double(times[Self.bounds.count + 1].load(ordering: .relaxed)) / 1e9, suffix: "_sum")
        durations.add(Double(count), suffix: "_count")
        return [requests, durations]
    }
}
