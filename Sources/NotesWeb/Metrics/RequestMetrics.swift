import Synchronization

/// Counts responses by route and status, and the time they took. Every request passes here, so it takes no lock and no memory.
///
/// The class is `@unchecked Sendable` because of its buffers, which are allocated once and contain only atomics.
final class RequestMetrics: @unchecked Sendable {
    /// The upper bounds of the histogram's buckets, in nanoseconds. A cached response takes a few microseconds, a large search some
    /// milliseconds, and a write at least one fsync.
    static let bounds = [
        10_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000, 10_000_000, 50_000_000, 100_000_000, 500_000_000,
        1_000_000_000, 5_000_000_000,
    ]
    private static let statuses = 100..<600

    private let routes: [String]
    /// Has a counter for each status of each route, then for each status of requests without a route.
    private let responses: UnsafeMutableBufferPointer<Atomic<Int>>
    /// Has a counter for each bucket, of which the last has no bound; then the sum of all times, in nanoseconds.
    private let times: UnsafeMutableBufferPointer<Atomic<Int>>

    /// - Parameter routes: the names of all routes, in the order of their numbers.
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

    /// - Parameters:
    ///   - route: the number of the route; nil if the request has no route.
    ///   - status: the code of the status.
    ///   - nanoseconds: the time between the request and the response.
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
        var samples: [Metric.Sample] = []
        for (index, counter) in responses.indices.lazy.map({ ($0, self.responses[$0].load(ordering: .relaxed)) })
        where counter > 0 {
            let (row, status) = index.quotientAndRemainder(dividingBy: Self.statuses.count)
            let route = row < routes.count ? routes[row] : "none"
            let labels = [("route", route), ("status", "\(status + Self.statuses.lowerBound)")]
            samples.append(Metric.Sample(labels: labels, value: Double(counter)))
        }
        var count = 0
        var buckets = (Self.bounds + [Int.max]).enumerated().map { index, bound in
            count += times[index].load(ordering: .relaxed)
            let seconds = bound == .max ? Double.infinity : Double(bound) / 1e9
            return Metric.Sample(suffix: "_bucket", labels: [("le", Metric.number(seconds))], value: Double(count))
        }
        let sum = Double(times[Self.bounds.count + 1].load(ordering: .relaxed)) / 1e9
        buckets.append(Metric.Sample(suffix: "_sum", value: sum))
        buckets.append(Metric.Sample(suffix: "_count", value: Double(count)))
        return [
            Metric("notes_requests_total", .counter, "Requests answered, by route and status.", samples: samples),
            Metric(
                "notes_request_duration_seconds", .histogram, "Time to answer, without reading and sending.",
                samples: buckets),
        ]
    }
}
