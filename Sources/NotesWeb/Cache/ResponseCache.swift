import HTTPValues
import Locking
import Notes

/// Keeps responses that depend only on the database and the request's target, and what the pages of notes show.
///
/// A request that arrives after a commit never gets data from before that commit. The cache stores each response with
/// the database version that was read before the response was made. It returns the response only in two cases: the
/// database still has that version, or the response depends on one note only, and this note has not changed. So the next
/// commit makes a list useless, but a note in the API stays in the cache until it changes. Of the page of a note, the cache
/// keeps only what depends on the note alone (`ShownNote`).
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
        var values = CachedValues()
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
        /// Requests that found their response in the cache, or what the page of a note shows.
        var hits = 0
        /// Requests that did not find it.
        var misses = 0
        /// The size of all values, in bytes.
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
        state.withLock { Statistics(hits: $0.hits, misses: $0.misses, bytes: $0.values.bytes) }
    }

    /// Returns the response to a target, if the cache has it.
    ///
    /// - Parameter version: the version of the database, read after the request arrived.
    func outcome(for target: String, version: Int64) -> Outcome? {
        guard case .response(let outcome) = value(for: target, version: version) else { return nil }
        return outcome
    }

    /// Returns a note as its page shows it, if the cache has it.
    ///
    /// - Parameter version: the version of the database, read after the request arrived; nil if it is unknown.
    func note(_ id: Int64, version: Int64?) -> ShownNote? {
        if case .note(let note) = value(for: Self.key(ofNote: id), version: version) { return note }
        state.withLock { $0.misses += 1 }
        return nil
    }

    private func value(for key: String, version: Int64?) -> CachedValue? {
        let hash = key.hashValue
        let found = state.withLock { state in
            state.frequencies.add(hash)
            if let version { state.setVersion(version) }
            let found = state.values.find(key, hash: hash)
            if let found, found.check.version == version { state.hits += 1 }
            return found
        }
        guard let found else { return nil }
        if found.check.version == version { return found.value }
        guard let check = confirm(found, at: version) else { return nil }
        state.withLock { state in
            state.hits += 1
            state.values.record(check, after: found.check, hash: hash)
        }
        return found.value
    }

    /// Finds out whether a value is still current, because the only note on which it depends has not changed.
    ///
    /// The version of the note would not tell: if a note was deleted for good, another program can add a note with the same
    /// id and version.
    ///
    /// - Returns: nil if the value may be out of date.
    private func confirm(_ found: CachedValues.Found, at version: Int64?) -> CachedValues.Check? {
        guard let id = found.value.noteID, let change = store.lastChange(of: id), change == found.check.change
        else { return nil }
        return CachedValues.Check(version: version ?? found.check.version, change: change)
    }

    /// Keeps a response if its target was requested before and the response gets a place in the cache.
    ///
    /// - Parameter version: the version of the database, read before the response was made.
    func keep(_ outcome: Outcome, for target: String, version: Int64) {
        state.withLock { $0.misses += 1 }
        keep(.response(outcome), for: target, version: version)
    }

    /// Keeps a note if it was requested before and gets a place in the cache.
    ///
    /// - Parameter version: the version of the database, read before the note was read.
    func keep(_ note: ShownNote, version: Int64) {
        keep(.note(note), for: Self.key(ofNote: note.note.id), version: version)
    }

    /// The key of the page of a note, whatever its query. No target begins with this letter.
    private static func key(ofNote id: Int64) -> String { "n" + String(id) }

    private func keep(_ value: CachedValue, for key: String, version: Int64) {
        let size = CachedValues.size(of: value, for: key)
        guard size <= limit / 8 else { return }
        let hash = key.hashValue
        // `version` was read before the note. If nobody has committed since, this is the note's last change.
        let change = value.noteID.flatMap(store.lastChange)
        guard change == nil || (try? store.version) == version else { return }
        // The closure returns the dropped values, so that they are freed after unlocking.
        _ = state.withLock { state -> [CachedValue] in
            guard version == state.version, state.wasRequested(hash, isNote: value.noteID != nil) else { return [] }
            var dropped = [state.values.remove(hash: hash)].compactMap(\.self)
            let excess = state.values.bytes + size - limit
            // The cache is full. The sketch forgets old requests soon from now on, even if the value stays out.
            if excess > 0 { state.frequencies.residents = limit / state.values.averageSize }
            guard let victims = state.values.victims(freeing: excess, for: hash, version, by: state.frequencies)
            else { return dropped }
            dropped += victims.compactMap { state.values.remove(hash: $0) }
            state.values.insert(
                value.compact, for: key, hash: hash, CachedValues.Check(version: version, change: change))
            return dropped
        }
    }
}
