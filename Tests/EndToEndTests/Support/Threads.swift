import Foundation
import Locking
import TestSupport

/// Threads that do the same at the same time, as clients do. Not tasks: these would wait for each other's blocking calls.
final class Threads: Sendable {
    typealias Body = @Sendable (_ index: Int) throws -> Void

    private let group = DispatchGroup()
    private let firstError = Locked<(any Error)?>(nil)
    /// Of those that run. When all have ended, nothing holds what they used any more: a service would outlive the last test.
    private let bodies: Locked<[Body]>

    /// Starts them.
    init(_ count: Int, _ body: @escaping Body) {
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

    /// Waits until all have ended.
    ///
    /// - Throws: the first error of a thread, or `TimedOut`.
    func join(within seconds: Double = 30) throws {
        guard group.wait(timeout: .now() + seconds) == .success else {
            throw TimedOut(what: "all threads have ended", seconds: seconds)
        }
        if let error = firstError.withLock({ $0 }) { throw error }
    }
}
