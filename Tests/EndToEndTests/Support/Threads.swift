import Foundation
import TestSupport

/// Threads that do the same at the same time, as clients do. Not tasks: these would wait for each other's blocking calls.
final class Threads: Sendable {
    private let group = DispatchGroup()
    private let firstError = Locked<(any Error)?>(nil)

    /// Starts them.
    init(_ count: Int, _ body: @escaping @Sendable (_ index: Int) throws -> Void) {
        for index in 0..<count {
            group.enter()
            Thread.detachNewThread { [self] in
                do {
                    try body(index)
                } catch {
                    firstError.withLock { $0 = $0 ?? error }
                }
                group.leave()
            }
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
