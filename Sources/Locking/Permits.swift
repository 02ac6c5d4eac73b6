public import Dispatch

/// Lets only a few threads do the same kind of costly work at the same time. Other threads wait for their turn.
public final class Permits: Sendable {
    /// No permit became free in time, or too many threads wait already.
    public struct NoneFree: Error {}

    /// The right to do the work. When this object is freed, another thread can get a permit.
    public final class Permit: Sendable {
        private let free: DispatchSemaphore

        fileprivate init(_ free: DispatchSemaphore) {
            self.free = free
        }

        deinit {
            free.signal()
        }
    }

    private let free: DispatchSemaphore
    private let maximumWaiting: Int
    private let patience: DispatchTimeInterval
    private let willWait: @Sendable () -> Void
    private let waiting = Locked(0)

    /// - Parameters:
    ///   - count: how many permits there are.
    ///   - maximumWaiting: how many threads may wait for a permit.
    ///   - patience: how long a thread waits for a permit.
    ///   - willWait: called on the calling thread before it waits.
    public init(
        _ count: Int, maximumWaiting: Int = .max, patience: DispatchTimeInterval = .seconds(5),
        willWait: @escaping @Sendable () -> Void
    ) {
        free = DispatchSemaphore(value: count)
        self.maximumWaiting = maximumWaiting
        self.patience = patience
        self.willWait = willWait
    }

    /// How many threads wait for a permit.
    public var waitingCount: Int { waiting.withLock { $0 } }

    /// Waits for a permit.
    public func permit() throws(NoneFree) -> Permit {
        if free.wait(timeout: .now()) == .success { return Permit(free) }
        let mayWait = waiting.withLock { waiting in
            guard waiting < maximumWaiting else { return false }
            waiting += 1
            return true
        }
        guard mayWait else { throw NoneFree() }
        defer { waiting.withLock { $0 -= 1 } }
        willWait()
        guard free.wait(timeout: .now() + patience) == .success else { throw NoneFree() }
        return Permit(free)
    }
}
