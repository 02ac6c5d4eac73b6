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
///
/// A full cache keeps a new response only if its target was requested more often than the target of each response that
/// it replaces. So a popular list gets in quickly, and reading all notes does not push the list out. The counted requests
/// survive commits. This rule is called TinyLFU; see `FrequencySketch`.
final class ResponseCache: Sendable {
    /// The most memory for responses, in bytes.
    private let limit: Int
    private let state: Locked<State>

    private struct State {
        var current = Generation()
        var frequencies: FrequencySketch
        var hits = 0
        var misses = 0

        /// Drops all responses and starts again with a version of the database.
        ///
        /// - Returns: the old generation. The caller frees it after unlocking, because freeing takes time.
        mutating func restart(_ version: Int64) -> Generation {
            var old = Generation(version: version)
            swap(&old, &current)
            return old
        }
    }

    /// The part of the state that belongs to one version of the database.
    private struct Generation {
        /// nil until the first request.
        var version: Int64?
        var responses = CachedResponses()
        /// Marks the targets that were requested with this version. See `mark(of:)`.
        var requested = [Bool](repeating: false, count: 1 << markBits)
    }

    struct Statistics {
        /// Requests that got a cached response.
        var hits = 0
        /// Requests that asked the cache and found no response.
        var misses = 0
        /// The size of the responses, in bytes.
        var bytes = 0
    }

    private static let markBits = 14

    /// The index of a target's mark: the lower bits of its hash. Targets may share a mark.
    static func mark(of hash: Int) -> Int { hash & (1 << markBits - 1) }

    init(limit: Int) {
        self.limit = limit
        // The sketch has room for one target per KiB of the limit, because most responses take more than 1 KiB.
        state = Locked(State(frequencies: FrequencySketch(targets: max(1 << 14, limit >> 10))))
    }

    var statistics: Statistics {
        state.withLock { Statistics(hits: $0.hits, misses: $0.misses, bytes: $0.current.responses.bytes) }
    }

    /// Returns the response to a target, if the cache has it.
    ///
    /// - Parameter version: the version of the database, read after the request arrived.
    func outcome(for target: String, version: Int64) -> Outcome? {
        let hash = target.hashValue
        let (outcome, _) = state.withLock { state -> (Outcome?, Generation?) in
            state.frequencies.add(hash)
            guard version == state.current.version else {
                state.misses += 1
                return (nil, state.restart(version))
            }
            let outcome = state.current.responses.outcome(for: target, hash: hash)
            if outcome == nil { state.misses += 1 } else { state.hits += 1 }
            return (outcome, nil)
        }
        return outcome
    }

    /// Keeps a response if its target was requested before and the response gets a place in the cache.
    ///
    /// - Parameter version: the version of the database, read before the response was made.
    func keep(_ outcome: Outcome, for target: String, version: Int64) {
        let size = CachedResponses.size(of: outcome, for: target)
        guard size <= limit / 8 else { return }
        let hash = target.hashValue
        let mark = Self.mark(of: hash)
        // The closure returns the dropped responses, so that they are freed after unlocking.
        _ = state.withLock { state -> [Outcome] in
            guard version == state.current.version else { return [] }
            guard state.current.requested[mark] else {
                state.current.requested[mark] = true
                return []
            }
            let excess = state.current.responses.bytes + size - limit
            // The cache is full. The sketch forgets old requests soon from now on, even if the response stays out.
            if excess > 0 { state.frequencies.residents = limit / state.current.responses.averageSize }
            guard !state.current.responses.contains(hash: hash),
                let victims = state.current.responses.victims(freeing: excess, for: hash, by: state.frequencies)
            else { return [] }
            let dropped = victims.compactMap { state.current.responses.remove(hash: $0) }
            var outcome = outcome
            // Copies the body, because the copy has no spare capacity.
            outcome.response.body = outcome.response.body.withUnsafeBufferPointer(Array.init)
            outcome.response.permit = nil
            outcome.response.keepHead()
            state.current.responses.insert(outcome, for: target, hash: hash)
            return dropped
        }
    }
}
