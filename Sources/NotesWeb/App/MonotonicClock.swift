import Glibc

/// A clock for durations (clock_gettime(2), CLOCK_MONOTONIC).
enum MonotonicClock {
    static var nanoseconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
