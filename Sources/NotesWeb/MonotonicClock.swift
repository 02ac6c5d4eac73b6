import Glibc

/// Measures how long something takes (clock_gettime(2)).
enum MonotonicClock {
    static var nanoseconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
