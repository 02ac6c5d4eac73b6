/// The values in the cache, by key. Chooses the values that a new one replaces.
struct CachedValues {
    private struct Entry {
        let hash: Int
        let key: String
        let value: CachedValue
        let size: Int
        var check: Check

        /// Whether a commit has made the value useless.
        func isOutdated(_ version: Int64) -> Bool { check.version != version && value.noteID == nil }
    }

    /// When a value was current.
    struct Check: Equatable {
        /// The version of the database.
        let version: Int64
        /// The result of `NoteStore.lastChange(of:)` for the only note on which the value depends; nil if it was unknown.
        let change: Int64?
    }

    typealias Found = (value: CachedValue, check: Check)

    /// How many entries are compared to choose one victim.
    private static let candidates = 5

    /// The entries in no particular order.
    private var entries: [Entry] = []
    /// The indices of the entries, by the hash of their keys.
    private var indices: [Int: Int] = [:]
    /// The index of the last entry that was compared. The next choice goes on from there.
    private var hand = 0
    /// The size of all values, in bytes.
    private(set) var bytes = 0

    /// The average size of a value, in bytes. There must be at least one value.
    var averageSize: Int { bytes / entries.count }

    /// Returns the memory that a value takes in the cache, in bytes.
    static func size(of value: CachedValue, for key: String) -> Int { value.size + key.utf8.count }

    /// Returns the value of a key, if there is one.
    ///
    /// - Parameter hash: the key's hash. The caller needs the hash as well, so it is computed only once.
    func find(_ key: String, hash: Int) -> Found? {
        guard let index = indices[hash], entries[index].key == key else { return nil }
        return (entries[index].value, entries[index].check)
    }

    /// Adds a value. There must be no value of a key with the same hash.
    mutating func insert(_ value: CachedValue, for key: String, hash: Int, _ check: Check) {
        let size = Self.size(of: value, for: key)
        indices[hash] = entries.count
        entries.append(Entry(hash: hash, key: key, value: value, size: size, check: check))
        bytes += size
    }

    /// Records that a value was current again, unless another one has replaced it.
    ///
    /// - Parameter former: the check at which the value was found.
    mutating func record(_ check: Check, after former: Check, hash: Int) {
        guard let index = indices[hash], entries[index].check == former else { return }
        entries[index].check = check
    }

    /// Removes a value.
    ///
    /// - Returns: the value. The caller frees it after unlocking, because freeing takes time.
    mutating func remove(hash: Int) -> CachedValue? {
        guard let index = indices.removeValue(forKey: hash) else { return nil }
        entries.swapAt(index, entries.count - 1)
        let entry = entries.removeLast()
        if index < entries.count { indices[entries[index].hash] = index }
        bytes -= entry.size
        return entry.value
    }

    /// Chooses the values that a new value replaces. Removes nothing.
    ///
    /// Compares a few values and chooses the one that was requested least often, until enough bytes are free. Prefers
    /// values that are useless. Looks at each value at most once.
    ///
    /// - Parameters:
    ///   - bytes: how many bytes must become free. The result is empty if the number is not positive.
    ///   - hash: the hash of the new value's key.
    ///   - version: the version of the database.
    /// - Returns: the hashes of their keys; nil if the new value must stay out, because a chosen value was requested at least
    ///   as often.
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
