#if PostgreSQL
import Notes

/// The time at which a thread stops waiting for a server.
struct Deadline {
    /// nil for none.
    private let time: ContinuousClock.Instant?

    /// For commands, which may take hours.
    static let none = Deadline(time: nil)

    private init(time: ContinuousClock.Instant?) {
        self.time = time
    }

    static func after(_ duration: Duration) -> Deadline { Deadline(time: .now + duration) }

    /// The end of the current request; ten seconds from now outside of requests.
    static func ofRequest() -> Deadline { Deadline(time: RequestTime.deadline ?? .now + RequestTime.maximum) }

    func earlier(_ duration: Duration) -> Deadline {
        let other = ContinuousClock.now + duration
        return Deadline(time: time.map { min($0, other) } ?? other)
    }

    var hasPassed: Bool { time.map { $0 <= .now } ?? false }

    /// The remaining time for poll(2): rounded up, and -1 for none.
    var milliseconds: CInt {
        guard let time else { return -1 }
        return CInt(max(0, min((time - .now) / .milliseconds(1) + 1, 1_000_000)))
    }
}
#endif
