import Locking
import Notes

/// Limits how many large responses are made at once: pages of the API, which may have 100 MiB of notes without a limit,
/// long lists of tags, and pages with a long text that is formatted.
final class LargePages: Sendable {
    /// A page with at most this much text, in bytes, needs no permit.
    static let smallPageBytes = 1 << 20
    /// The most text that a page may have, in bytes. Eleven of the longest notes fit, each of 1 MiB and a title.
    static let largestPageBytes = 12 << 20
    /// A text up to this length, in bytes, is formatted without a permit. md4c may need 62 bytes of memory for each byte.
    static let shortTextBytes = 64 << 10

    /// A list with at most so many tags needs no permit.
    static let fewTags = 5_000

    private let permits: Permits

    /// - Parameter willWait: called on the calling thread before it waits for a permit.
    init(willWait: @escaping @Sendable () -> Void) {
        permits = Permits(2, willWait: willWait)
    }

    /// Waits for the right to make one large response. When the result is freed, another request can get a permit.
    ///
    /// - Throws: `HTTPError.overloaded` if no permit becomes free in time.
    func permit() throws(HTTPError) -> Permits.Permit {
        do { return try permits.permit() } catch { throw .overloaded }
    }

    /// Waits for a permit if a list of tags is large.
    ///
    /// - Throws: `HTTPError.overloaded`.
    func permit(for list: TagList) throws(HTTPError) -> Permits.Permit? {
        list.tags.count > Self.fewTags ? try permit() : nil
    }
}
