import Dispatch

/// Limits how many large pages of the API are in memory at once: without a limit, a page of a hundred notes could contain 100 MiB of text.
final class LargePages: Sendable {
    /// Pages with at most this much text are not limited, in bytes.
    static let smallPageBytes = 1 << 20
    /// The most text that a page may have, in bytes. Eleven of the longest notes fit, each of 1 MiB and a title.
    static let largestPageBytes = 12 << 20
    private static let count = 2
    /// How long a request waits for a permit, in seconds.
    private static let patience = 5.0

    private let free = DispatchSemaphore(value: count)

    /// The right to make one large page. It ends when nobody refers to it any more.
    final class Permit: Sendable {
        private let free: DispatchSemaphore

        fileprivate init(_ free: DispatchSemaphore) {
            self.free = free
        }

        deinit {
            free.signal()
        }
    }

    /// Waits for a permit.
    ///
    /// - Throws: `HTTPError.overloaded` if no permit becomes free in time.
    func permit() throws(HTTPError) -> Permit {
        guard free.wait(timeout: .now() + Self.patience) == .success else { throw .overloaded }
        return Permit(free)
    }
}
