import HTTPValues

/// The responses in the cache, by target. Chooses the responses that a new one replaces.
struct CachedResponses {
    private struct Entry {
        let hash: Int
        let target: String
        let outcome: Outcome
        let size: Int
    }

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

    func contains(hash: Int) -> Bool { indices[hash] != nil }

    /// Returns the response to a target, if there is one.
    ///
    /// - Parameter hash: the target's hash. The caller needs the hash as well, so it is computed only once.
    func outcome(for target: String, hash: Int) -> Outcome? {
        guard let index = indices[hash], entries[index].target == target else { return nil }
        return entries[index].outcome
    }

    /// Adds a response. There must be no response to a target with the same hash.
    mutating func insert(_ outcome: Outcome, for target: String, hash: Int) {
        let size = Self.size(of: outcome, for: target)
        indices[hash] = entries.count
        entries.append(Entry(hash: hash, target: target, outcome: outcome, size: size))
        bytes += size
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
    /// Compares a few responses and chooses the one that was requested least often, until enough bytes are free. Looks at
    /// each response at most once.
    ///
    /// - Parameters:
    ///   - bytes: how many bytes must become free. The result is empty if the number is not positive.
    ///   - hash: the hash of the new response's target.
    /// - Returns: the hashes of their targets; nil if the new response must stay out, because a chosen response was
    ///   requested at least as often.
    mutating func victims(freeing bytes: Int, for hash: Int, by sketch: FrequencySketch) -> [Int]? {
        let frequency = sketch.frequency(hash)
        var victims: [Int] = []
        var freed = 0
        var unseen = entries.count
        while freed < bytes {
            var least = frequency
            var victim: Int?
            for _ in 0..<min(Self.candidates, unseen) {
                hand = hand + 1 < entries.count ? hand + 1 : 0
                let candidate = sketch.frequency(entries[hand].hash)
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
