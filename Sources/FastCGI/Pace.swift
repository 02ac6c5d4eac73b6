import Glibc

/// How many connections a worker takes at a time: as many as it can handle in `budget`, so that all workers have something
/// to do. If it often has to give connections back, it takes fewer.
struct Pace {
    /// The most connections.
    private static let limit = 32
    /// Asking for the processor time is a system call, so this many requests share one.
    private static let sample = 16

    /// In nanoseconds of processor time.
    private let budget: Int
    private(set) var most = 1
    /// How many connections were handled since the processor time of this thread was `start`, in nanoseconds.
    private var handled = 0
    private var start = 0

    init(budget: Int = 250_000) {
        self.budget = budget
    }

    /// - Parameters:
    ///   - count: how many connections the worker has handled.
    ///   - taken: how many it had taken. The others were given back.
    mutating func add(_ count: Int, of taken: Int) {
        handled += count
        if count < taken {
            most = max(most / 2, 1)
        } else if handled >= Self.sample {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            let now = time.tv_sec * 1_000_000_000 + time.tv_nsec
            let affordable = budget * handled / max(now - start, 1)
            most = max(min(most * 2, affordable, Self.limit), 1)
            (handled, start) = (0, now)
        }
    }
}
