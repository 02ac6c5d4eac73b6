import HTTPValues

/// The responses in the cache, by target. Chooses the responses that a new one replaces.
struct CachedResponses {
    private struct Entry {
        let hash: Int
        let target: String
        let outcome: Outcome
        let size: Int
        var check: Check

        /// Whether a commit has made the response useless.
        func isOutdated(_ version: Int64) -> Bool { check.version != version && outcome.response.item == nil }
    }

    /// When a response was current.
    struct Check {
        /// The version of the database.
        let version: Int64
        /// The result of `NoteStore.lastChange(of:)` for the only note on which the response depends; nil if it was unknown.
        let change: Int64?
    }

    typealias Found = (outcome: Outcome, check: Check)

    /// The memory of an entry in addition to its body and its target, in bytes. Most of it is the head of the response.
    private static let overhead = 640
    /// How many entries are compared to choose one victim.
    private static let candidates = 5

    /// The entries in no particular order.
    private var entries: [Entry] = []
    /// The indices of the entries, by the hash of their targets.
    private var indices: [Int: Int] = [:]
    /// The index of the last entry that was compared. The next choice goes on from there.
    private var hand = 0
    /// The size of all responses, in bytes.
    private(set) var bytes = 0

    /// The average size of a response, in bytes. There must be at least one response.
    var averageSize: Int { bytes / entries.count }

    /// Returns the memory that a response takes in the cache, in bytes.
    static func size(of outcome: Outcome, for target: String) -> Int {
        outcome.response.body.count + target.utf8.count + overhead
    }

    /// Whether there is a response that was current at a version of the database.
    func contains(hash: Int, version: Int64) -> Bool { indices[hash].map { entries[$0].check.version } == version }

    /// Returns the response to a target, if there is one.
    ///
    /// - Parameter hash: the target's hash. The caller needs the hash as well, so it is computed only once.
    func find(_ target: String, hash: Int) -> Found? {
        guard let index = indices[hash], entries[index].target == target else { return nil }
        return (entries[index].outcome, entries[index].check)
    }

    /// Adds a response, which was current at a version of the database. There must be no response to a target with the same
    /// hash.
    mutating func insert(_ outcome: Outcome, for target: String, hash: Int, version: Int64) {
        let size = Self.size(of: outcome, for: target)
        indices[hash] = entries.count
        entries.append(
            Entry(
                hash: hash, target: target, outcome: outcome, size: size, check: Check(version: version, change: nil)))
        bytes += size
    }

    /// Records that a response was current again, unless another one has replaced it.
    mutating func record(_ check: Check, of outcome: Outcome, hash: Int) {
        guard let index = indices[hash], entries[index].outcome.response.item == outcome.response.item else { return }
        entries[index].check = check
    }

    /// Removes a response.
    ///
    /// - Returns: the response. The caller frees it after unlocking, because freeing takes time.
    mutating func remove(hash: Int) -> Outcome? {
        guard let index = indices.removeValue(forKey: hash) else { return nil }
        entries.swapAt(index, entries.count - 1)
        let entry = entries.removeLast()
        if index < entries.count { indices[entries[index].hash] = index }
        bytes -= entry.size
        return entry.outcome
    }

    /// Chooses the responses that a new response replaces. Removes nothing.
    ///
    /// Compares a few responses and chooses the one that was requested least often, until enough bytes are free. Prefers
    /// responses that are useless. Looks at each response at most once.
    ///
    /// - Parameters:
    ///   - bytes: how many bytes must become free. The result is empty if the number is not positive.
    ///   - hash: the hash of the new response's target.
    ///   - version: the version of the database.
    /// - Returns: the hashes of their targets; nil if the new response must stay out, because a chosen response was
    ///   requested at least as often.
    mutating func victims(
        freeing bytes: Int, for hash: Int, _ version: Int64, by sketch: FrequencySketch
    ) -> [Int]? {
        let frequency = sketch.frequency(hash)
        var victims: [Int] = []
        var freed = 0
        var unseen = entries.count
        while freed < bytes {
            var least = frequency
            var victim: Int?
            for _ in 0..<min(Self.candidates, unseen) {
                hand = hand + 1 < entries.count ? hand + 1 : 0
                let candidate = entries[hand].isOutdated(version) ? -1 : sketch.frequency(entries[hand].hash)
                if candidate < least { (least, victim) = (candidate, hand) }
                unseen -= 1
            }
            guard let victim else { return nil }
            victims.append(entries[victim].hash)
            freed += entries[victim].size
        }
        return victims
    }
}
