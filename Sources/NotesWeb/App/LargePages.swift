import Dispatch

/// Limits how many large responses are made at once: pages of the API, which may have 100 MiB of notes without a limit, and
/// long texts that are formatted.
final class LargePages: Sendable {
    /// A page with at most this much text, in bytes, needs no permit.
    static let smallPageBytes = 1 << 20
    /// The most text that a page may have, in bytes. Eleven of the longest notes fit, each of 1 MiB and a title.
    static let largestPageBytes = 12 << 20
    /// A text up to this length, in bytes, is formatted without a permit. md4c may need 62 bytes of memory for each byte.
    static let shortTextBytes = 64 << 10
    private static let count = 2
    /// How long a request waits for a permit, in seconds.
    private static let patience = 5.0

    private let free = DispatchSemaphore(value: count)
    private let willWait: @Sendable () -> Void

    /// - Parameter willWait: called on the calling thread before it waits for a permit.
    init(willWait: @escaping @Sendable () -> Void) {
        self.willWait = willWait
    }

    /// The right to make one large response. When this object is freed, another request can get a permit.
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
        if free.wait(timeout: .now()) != .success {
            willWait()
            guard free.wait(timeout: .now() + Self.patience) == .success else { throw .overloaded }
        }
        return Permit(free)
    }
}
