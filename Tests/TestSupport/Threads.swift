import Foundation
import Locking

/// Threads that run the same function at the same time, as clients do. Tasks would wait for each other's blocking calls.
public final class Threads: Sendable {
    public typealias Body = @Sendable (_ index: Int) throws -> Void

    private let group = DispatchGroup()
    private let firstError = Locked<(any Error)?>(nil)
    /// A function for each thread that has not begun. Each thread removes its function, so that captured values do not
    /// outlive the threads. Otherwise, a service would still run after the last test.
    private let bodies: Locked<[Body]>

    /// Starts the threads.
    ///
    /// - Parameter body: gets the number of its thread, from 0.
    public init(_ count: Int, _ body: @escaping Body) {
        bodies = Locked(Array(repeating: body, count: count))
        for index in 0..<count {
            group.enter()
            Thread.detachNewThread { [self] in
                run(index)
                group.leave()
            }
        }
    }

    private func run(_ index: Int) {
        guard let body = bodies.withLock({ $0.popLast() }) else { return }
        do {
            try body(index)
        } catch {
            firstError.withLock { $0 = $0 ?? error }
        }
    }

    /// Waits until all threads have ended.
    ///
    /// - Throws: the first error of a thread, or `TimedOut`.
    public func join(within seconds: Double = 30) throws {
        guard group.wait(timeout: .now() + seconds) == .success else {
            throw TimedOut(condition: "all threads have ended", seconds: seconds)
        }
        if let error = firstError.withLock({ $0 }) { throw error }
    }
}
