import HTTPValues
import Locking
import Notes

/// Keeps responses that depend only on the database and the request's target.
///
/// A request that arrives after a commit never gets data from before that commit. The cache stores each response with
/// the database version that was read before the response was made. It returns the response only in two cases: the
/// database still has that version, or the response depends on one note only, and this note has not changed. So the next
/// commit makes a list useless, but a note in the API stays in the cache until it changes.
///
/// The cache keeps a response only when its target is requested again. Unless it depends on one note only, there must be no
/// commit in between. So reading all notes one by one takes no memory, and neither do lists between frequent commits.
///
/// A full cache keeps a new response only if its target was requested more often than the target of each response that
/// it replaces. So a popular list gets in quickly, and reading all notes does not push the list out. The counted requests
/// survive commits. This rule is called TinyLFU; see `FrequencySketch`.
final class ResponseCache: Sendable {
    /// The most memory for responses, in bytes.
    private let limit: Int
    private let store: any NoteStore
    private let state: Locked<State>

    private struct State {
        var responses = CachedResponses()
        var frequencies: FrequencySketch
        /// The version of the database at the last request; nil until the first request.
        var version: Int64?
        /// Marks the targets that were requested with this version. See `mark(of:)`.
        var requested = [Bool](repeating: false, count: 1 << markBits)
        var hits = 0
        var misses = 0

        mutating func setVersion(_ version: Int64) {
            guard version != self.version else { return }
            self.version = version
            for mark in requested.indices { requested[mark] = false }
        }

        /// Returns whether a target was requested before. The responses of most targets end with the next commit, so an
        /// earlier request counts only if there was no commit in between.
        mutating func wasRequested(_ hash: Int, isNote: Bool) -> Bool {
            if isNote { return frequencies.frequency(hash) > 1 }
            let mark = mark(of: hash)
            defer { requested[mark] = true }
            return requested[mark]
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

    private static let markBits = 14

    /// The index of a target's mark: the lower bits of its hash. Targets may share a mark.
    static func mark(of hash: Int) -> Int { hash & (1 << markBits - 1) }

    /// - Parameter store: tells whether a note has changed.
    init(limit: Int, store: any NoteStore) {
        self.limit = limit
        self.store = store
        // The sketch has room for one target per KiB of the limit, because most responses take more than 1 KiB.
        state = Locked(State(frequencies: FrequencySketch(targets: max(1 << 14, limit >> 10))))
    }

    var statistics: Statistics {
        state.withLock { Statistics(hits: $0.hits, misses: $0.misses, bytes: $0.responses.bytes) }
    }

    /// Returns the response to a target, if the cache has it.
    ///
    /// - Parameter version: the version of the database, read after the request arrived.
    func outcome(for target: String, version: Int64) -> Outcome? {
        let hash = target.hashValue
        let found = state.withLock { state in
            state.frequencies.add(hash)
            state.setVersion(version)
            let found = state.responses.find(target, hash: hash)
            if found?.check.version == version { state.hits += 1 }
            return found
        }
        guard found?.check.version != version else { return found?.outcome }
        let check = found.flatMap { confirm($0, at: version) }
        return state.withLock { state in
            guard let found, let check else {
                state.misses += 1
                return nil
            }
            state.hits += 1
            state.responses.record(check, of: found.outcome, hash: hash)
            return found.outcome
        }
    }

    /// Finds out whether a response is still current, because the only note on which it depends has not changed.
    ///
    /// - Returns: nil if the response may be out of date.
    private func confirm(_ found: CachedResponses.Found, at version: Int64) -> CachedResponses.Check? {
        guard let note = found.outcome.response.item else { return nil }
        let change = store.lastChange(of: note.id)
        if change == nil || change != found.check.change {
            // The note may have changed, or another program has written.
            guard let current = try? store.version(of: note.id), current.entityTag == note.version else { return nil }
        }
        return CachedResponses.Check(version: version, change: change)
    }

    /// Keeps a response if its target was requested before and the response gets a place in the cache.
    ///
    /// - Parameter version: the version of the database, read before the response was made.
    func keep(_ outcome: Outcome, for target: String, version: Int64) {
        let size = CachedResponses.size(of: outcome, for: target)
        guard size <= limit / 8 else { return }
        let hash = target.hashValue
        // The closure returns the dropped responses, so that they are freed after unlocking.
        _ = state.withLock { state -> [Outcome] in
            guard version == state.version, state.wasRequested(hash, isNote: outcome.response.item != nil),
                !state.responses.contains(hash: hash, version: version)
            else { return [] }
            var dropped = [state.responses.remove(hash: hash)].compactMap(\.self)
            let excess = state.responses.bytes + size - limit
            // The cache is full. The sketch forgets old requests soon from now on, even if the response stays out.
            if excess > 0 { state.frequencies.residents = limit / state.responses.averageSize }
            guard let victims = state.responses.victims(freeing: excess, for: hash, version, by: state.frequencies)
            else { return dropped }
            dropped += victims.compactMap { state.responses.remove(hash: $0) }
            var outcome = outcome
            // Copies the body, because the copy has no spare capacity.
            outcome.response.body = outcome.response.body.withUnsafeBufferPointer(Array.init)
            outcome.response.permit = nil
            outcome.response.keepHead()
            state.responses.insert(outcome, for: target, hash: hash, version: version)
            return dropped
        }
    }
}
