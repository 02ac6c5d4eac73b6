import HTTPValues

/// The responses in the cache, by target. Chooses the responses that a new one replaces.
struct CachedResponses {
    struct Entry {
        let target: String
        /// The target's hash. The cache needs it for other things as well, so it is computed only once.
        let hash: Int
        let response: CachedResponse
        /// The only note that determines the response; nil if there may be others.
        let note: Response.Item?
        var check: Check

        /// The memory that the entry takes, in bytes.
        var size: Int { response.size + target.utf8.count + (note?.linkedTitle?.utf8.count ?? 0) }

        /// Whether a commit has made the response useless.
        func isOutdated(_ version: Int64) -> Bool { check.version != version && note == nil }
    }

    /// When a response was current.
    struct Check: Equatable {
        /// The version of the database.
        let version: Int64
        /// The number of the last change of the only note that determines the response; nil if it was unknown.
        let change: Int64?
    }

    /// How many entries are compared to choose one victim.
    private static let candidates = 5

    /// The entries in no particular order.
    private var entries: [Entry] = []
    /// The indices of the entries, by the hash of their targets.
    private var indices: [Int: Int] = [:]
    /// The index of the last entry that was compared. The next choice goes on from there.
    private var hand = 0
    /// The size of all entries, in bytes.
    private(set) var bytes = 0

    /// The average size of an entry, in bytes; nil if there is none.
    var averageSize: Int? { entries.isEmpty ? nil : bytes / entries.count }

    /// Returns the entry of a target, if there is one.
    func find(_ target: String, hash: Int) -> Entry? {
        guard let index = indices[hash], entries[index].target == target else { return nil }
        return entries[index]
    }

    /// Adds an entry. There must be no entry with the same hash.
    mutating func insert(_ entry: Entry) {
        indices[entry.hash] = entries.count
        entries.append(entry)
        bytes += entry.size
    }

    /// Records that a response was current again, unless another one has replaced it.
    ///
    /// - Parameter former: the check at which the response was found.
    mutating func record(_ check: Check, after former: Check, hash: Int) {
        guard let index = indices[hash], entries[index].check == former else { return }
        entries[index].check = check
    }

    /// Removes an entry.
    ///
    /// - Returns: the response. The caller frees it after unlocking, because freeing takes time.
    mutating func remove(hash: Int) -> CachedResponse? {
        guard let index = indices.removeValue(forKey: hash) else { return nil }
        entries.swapAt(index, entries.count - 1)
        let entry = entries.removeLast()
        if index < entries.count { indices[entries[index].hash] = index }
        bytes -= entry.size
        return entry.response
    }

    /// Chooses the entries that a new one replaces. Removes nothing.
    ///
    /// Compares a few entries and chooses the one that was requested least often, until enough bytes are free. Prefers
    /// those that are useless. Looks at each entry at most once.
    ///
    /// - Parameters:
    ///   - bytes: how many bytes must become free. The result is empty if the number is not positive.
    ///   - hash: the hash of the new entry's target.
    ///   - version: the version of the database.
    /// - Returns: the hashes of their targets; nil if the new entry must stay out, because a chosen one was requested at
    ///   least as often.
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

    /// Whether `victims` would find at least one victim now. If not, the next choice goes on with other entries.
    mutating func hasVictim(for hash: Int, _ version: Int64, by sketch: FrequencySketch) -> Bool {
        let start = hand
        guard victims(freeing: 1, for: hash, version, by: sketch) != nil else { return false }
        hand = start
        return true
    }
}
