import Dispatch

/// Sees to it that few answers of much text are in memory at the same time: a page of a hundred notes may have 100 MiB.
final class LargeAnswers: Sendable {
    /// The most text that any number of pages at once may have, in bytes.
    static let smallPage = 1 << 20
    /// The most text that a page may have, in bytes: ten of the longest notes.
    static let largestPage = 12 << 20
    /// How long a request waits for its turn, in seconds.
    private static let patience = 5.0

    private let free = DispatchSemaphore(value: 2)

    /// Ends with its last owner.
    final class Permit: Sendable {
        private let free: DispatchSemaphore

        fileprivate init(_ free: DispatchSemaphore) {
            self.free = free
        }

        deinit {
            free.signal()
        }
    }

    /// Waits for the turn of a large answer.
    ///
    /// - Throws: `Failure.overloaded` if too many others wait.
    func permit() throws -> Permit {
        guard free.wait(timeout: .now() + Self.patience) == .success else { throw Failure.overloaded }
        return Permit(free)
    }
}
