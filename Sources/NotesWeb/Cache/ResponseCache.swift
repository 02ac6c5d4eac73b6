import HTTPValues
import Locking
import Notes

/// Keeps responses that depend only on the database and the request's target.
///
/// A request that begins to arrive after a commit never gets data from before that commit. The cache stores each response with
/// the database version that was read before the response was made. It returns the response only in two cases: the
/// database still has that version, or the response depends on one note and the links to it (`Response.item`), and these
/// have not changed. So the next commit makes a list useless, but a note stays in the cache until it changes.
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
        /// One response of each route that shows one note.
        var models: [Int: ModelResponse] = [:]
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

        /// Returns the model for the responses of a route: the first of them, unless it is long.
        mutating func model(for outcome: Outcome) -> ModelResponse? {
            guard let route = outcome.route else { return nil }
            if models[route] == nil && outcome.response.body.count <= ModelResponse.maximumBytes {
                models[route] = ModelResponse(outcome)
            }
            return models[route]
        }

        /// Called when the cache is full. The sketch forgets old requests soon from now on, even if a new response stays out.
        mutating func forgetSooner(_ limit: Int) {
            if let size = responses.averageSize { frequencies.residents = limit / size }
        }
    }

    struct Statistics {
        /// Requests that found their response in the cache.
        var hits = 0
        /// Requests that did not find it.
        var misses = 0
        /// The size of all responses, in bytes.
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
    /// - Parameter version: the version of the database, read after `Request.arrival`.
    func outcome(for target: String, version: Int64) -> Outcome? {
        let hash = target.hashValue
        let found = state.withLock { state in
            state.frequencies.add(hash)
            state.setVersion(version)
            let found = state.responses.find(target, hash: hash)
            if let found, found.check.version == version { state.hits += 1 }
            return found
        }
        guard let found else { return nil }
        if found.check.version == version { return found.response.outcome }
        guard let change = lastChange(of: found.note), change == found.check.change else { return nil }
        state.withLock { state in
            state.hits += 1
            state.responses.record(.init(version: version, change: change), after: found.check, hash: hash)
        }
        return found.response.outcome
    }

    /// Returns a number that stays the same while a note stays the same, and the links to it if they count; nil if that is
    /// unknown at the moment.
    ///
    /// The version of the note would not tell: if a note was deleted for good, another program can add a note with the same
    /// id and version.
    private func lastChange(of note: Response.Item?) -> Int64? {
        guard let note, let change = store.lastChange(of: note.id) else { return nil }
        guard let title = note.linkedTitle else { return change }
        return store.lastLinkChange(to: title).map { max($0, change) }
    }

    /// Keeps a response if its target was requested before and the response gets a place in the cache.
    ///
    /// - Parameter version: the version of the database, read before the response was made.
    func keep(_ outcome: Outcome, for target: String, version: Int64) {
        let hash = target.hashValue
        let note = outcome.response.item
        // Only the response to a note may become much smaller.
        guard note != nil || outcome.response.body.count <= limit / 8 else { return state.withLock { $0.misses += 1 } }
        // Packing takes longer than these checks, which most of the responses that get no place do not pass.
        let (mayFit, model) = state.withLock { state -> (Bool, ModelResponse?) in
            state.misses += 1
            guard version == state.version, state.wasRequested(hash, isNote: note != nil) else { return (false, nil) }
            let excess = state.responses.bytes + (state.responses.averageSize ?? 0) - limit
            if excess > 0 && !state.responses.hasVictim(for: hash, version, by: state.frequencies) {
                state.forgetSooner(limit)
                return (false, nil)
            }
            return (true, note == nil ? nil : state.model(for: outcome))
        }
        guard mayFit else { return }
        // `version` was read before the note. If nobody has committed since, this is the note's last change.
        let change = lastChange(of: note)
        guard change == nil || (try? store.version(since: .now)) == version else { return }
        let entry = CachedResponses.Entry(
            target: target, hash: hash, response: CachedResponse(outcome, model: model), note: note,
            check: .init(version: version, change: change))
        let size = entry.size
        guard size <= limit / 8 else { return }
        // The closure returns the dropped responses, so that they are freed after unlocking.
        _ = state.withLock { state -> [CachedResponse] in
            guard version == state.version else { return [] }
            var dropped = [state.responses.remove(hash: hash)].compactMap(\.self)
            let excess = state.responses.bytes + size - limit
            if excess > 0 { state.forgetSooner(limit) }
            guard let victims = state.responses.victims(freeing: excess, for: hash, version, by: state.frequencies)
            else { return dropped }
            dropped += victims.compactMap { state.responses.remove(hash: $0) }
            state.responses.insert(entry)
            return dropped
        }
    }
}
