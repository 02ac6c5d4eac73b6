import HTTPValues
import Locking

/// Keeps responses that depend only on the database and the request's target, until the next commit.
///
/// A request that arrives after a commit never gets data from before that commit. The cache stores each response with
/// the database version that was read before the response was made. It returns the response only while the database has
/// that version.
///
/// The cache keeps a response only when its target is requested again without a commit in between. So reading all notes
/// one by one takes no memory, and neither do requests between frequent commits.
final class ResponseCache: Sendable {
    /// The memory that a response takes in addition to its body and its target, in bytes.
    private static let overhead = 256
    /// A full cache drops all its responses after it refused this many new ones per response that it holds. If new
    /// responses replaced old ones, targets requested in turn would displace each other before their next request.
    private static let refusalsPerResponse = 4

    /// The most memory for responses, in bytes.
    private let limit: Int
    private let state = Locked(State())

    private struct State {
        /// The version of the database that all responses belong to.
        var version: Int64?
        /// The responses, by target.
        var outcomes: [String: Outcome] = [:]
        var refused = 0
        /// Marks the targets that were requested since the last `restart`, by 14 bits of their hashes.
        var requested = [Bool](repeating: false, count: 1 << 14)
        var statistics = Statistics()

        /// Drops all responses and starts again with a version of the database.
        ///
        /// - Returns: the old state. The caller frees it after unlocking, because freeing takes time.
        mutating func restart(_ version: Int64) -> State {
            var old = State(version: version, statistics: Statistics(hits: statistics.hits, misses: statistics.misses))
            swap(&old, &self)
            return old
        }
    }

    struct Statistics {
        /// Requests that got a cached response.
        var hits = 0
        /// Requests that asked the cache and found no response.
        var misses = 0
        /// The size of the responses, in bytes.
        var bytes = 0
    }

    init(limit: Int) {
        self.limit = limit
    }

    var statistics: Statistics { state.withLock(\.statistics) }

    /// Returns the response to a target, if the cache has it.
    ///
    /// - Parameter version: the version of the database, read after the request arrived.
    func outcome(for target: String, version: Int64) -> Outcome? {
        let (outcome, _) = state.withLock { state -> (Outcome?, State?) in
            guard version == state.version else {
                state.statistics.misses += 1
                return (nil, state.restart(version))
            }
            let outcome = state.outcomes[target]
            if outcome == nil { state.statistics.misses += 1 } else { state.statistics.hits += 1 }
            return (outcome, nil)
        }
        return outcome
    }

    /// Keeps a response if its target was requested before and the response fits into the cache.
    ///
    /// - Parameter version: the version of the database, read before the response was made.
    func keep(_ outcome: Outcome, for target: String, version: Int64) {
        let size = outcome.response.body.count + target.utf8.count + Self.overhead
        let slot = target.hashValue & ((1 << 14) - 1)
        guard size <= limit / 8 else { return }
        _ = state.withLock { state -> State? in
            guard version == state.version else { return nil }
            guard state.requested[slot] else {
                state.requested[slot] = true
                return nil
            }
            guard state.statistics.bytes + size <= limit else {
                state.refused += 1
                return state.refused > Self.refusalsPerResponse * state.outcomes.count ? state.restart(version) : nil
            }
            var outcome = outcome
            // Copies the body, because the copy has no spare capacity.
            outcome.response.body = outcome.response.body.withUnsafeBufferPointer(Array.init)
            outcome.response.permit = nil
            outcome.response.keepHead()
            if state.outcomes.updateValue(outcome, forKey: target) == nil { state.statistics.bytes += size }
            return nil
        }
    }
}
