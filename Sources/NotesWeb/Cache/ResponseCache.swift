import HTTPValues
import Locking

/// Keeps responses that depend only on the database and the target, until the next commit.
///
/// A request that arrives after a commit never gets data from before that commit. The cache stores each response under the version
/// of the database that was read before the response was made. It returns the response only while the database still has that
/// version.
///
/// A response is kept when its target is requested for the second time. So reading all notes one by one takes no memory, and
/// neither does a database that changes all the time.
final class ResponseCache: Sendable {
    /// The memory that a response takes in addition to its body and its target, in bytes.
    private static let overhead = 256
    /// How many responses a full cache refuses, for each response that it holds, before it drops all of them. If each new response
    /// replaced an old one, targets that are requested in turn would replace each other before their next request.
    private static let refusalsPerResponse = 4

    /// The most memory for responses, in bytes.
    private let limit: Int
    private let state = Locked(State())

    private struct State {
        /// The version of the database that all responses belong to.
        var version: Int64?
        /// By target.
        var outcomes: [String: Outcome] = [:]
        var refused = 0
        /// Marks the targets that were requested before, by 14 bits of their hashes.
        var requested = [Bool](repeating: false, count: 1 << 14)
        var statistics = Statistics()

        /// Starts again for another version of the database.
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
        /// Requests that could have got a cached response, but did not.
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

    /// Keeps a response, unless it is the first one for its target.
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
            // A copy without the spare capacity of the body.
            outcome.response.body = outcome.response.body.withUnsafeBufferPointer(Array.init)
            outcome.response.permit = nil
            if state.outcomes.updateValue(outcome, forKey: target) == nil { state.statistics.bytes += size }
            return nil
        }
    }
}
