import Dispatch
import Synchronization

/// A queue for work of low priority, which runs one piece at a time and ends when its owner stops.
public final class BackgroundQueue: Sendable {
    private let queue: DispatchQueue
    private let stopped = Atomic(false)
    /// Signalled once, when the queue stops. Each pause that ends because of this signals it again.
    private let pauseEnds = DispatchSemaphore(value: 0)

    /// - Parameter label: the name of the queue for a debugger.
    public init(label: String) {
        queue = DispatchQueue(label: label, qos: .utility)
    }

    /// Whether the running work should end.
    public var isStopped: Bool { stopped.load(ordering: .acquiring) }

    /// Runs `work` once, unless the queue is stopped before.
    public func run(after delay: Duration, _ work: @escaping @Sendable () -> Void) {
        queue.asyncAfter(deadline: .now() + delay / .seconds(1)) { [weak self] in
            guard let self, !isStopped else { return }
            work()
        }
    }

    /// Runs `work` regularly. `work` must not keep the owner of this queue alive.
    public func run(after delay: Duration, every interval: Duration, _ work: @escaping @Sendable () -> Void) {
        run(after: delay) { [weak self] in
            work()
            self?.run(after: interval, every: interval, work)
        }
    }

    /// Blocks the calling thread until `time` has passed or the queue stops.
    public func pause(for time: Duration) {
        if pauseEnds.wait(timeout: .now() + time / .seconds(1)) == .success { pauseEnds.signal() }
    }

    /// Starts no new work, and waits for the running work.
    public func stop(within time: Duration) {
        stopped.store(true, ordering: .releasing)
        pauseEnds.signal()
        let done = DispatchSemaphore(value: 0)
        queue.async { done.signal() }
        _ = done.wait(timeout: .now() + time / .seconds(1))
    }
}
