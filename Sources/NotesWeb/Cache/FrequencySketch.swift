/// Estimates how often each target was requested lately. An estimate can be too high, because targets share counters.
///
/// This is a count-min sketch: a target has four counters, and its estimate is the lowest of them. The counters have four
/// bits. From time to time, all counters are halved, so old requests lose their weight. TinyLFU decides with such a
/// sketch which entries stay in a cache: Einziger, Friedman and Manes 2017, https://arxiv.org/abs/1512.00727.
struct FrequencySketch {
    /// The highest estimate.
    private static let maximum = 15
    /// Four words with 16 counters each. A target has one counter in each word of its block.
    private typealias Block = SIMD4<UInt64>

    private var blocks: [Block]
    /// How many requests the counters hold. Halved when the counters are halved.
    private var requests = 0
    /// How many responses a full cache holds. The counters hold at most ten requests per response. So few responses in
    /// a full cache have the highest estimate, and a popular new target can exceed the others.
    var residents: Int

    /// - Parameter targets: how many targets the sketch can tell apart well. It takes two bytes for each of them.
    init(targets: Int) {
        blocks = Array(repeating: .zero, count: max(1, targets / 16))
        residents = targets
    }

    /// Returns how often a target was requested lately, at most 15.
    ///
    /// - Parameter hash: the target's hash. Its upper bits choose the block, its lower 16 bits choose the counters.
    func frequency(_ hash: Int) -> Int {
        Int((blocks[index(hash)] &>> shifts(hash) & 15).min())
    }

    /// Counts a request. Raises only the lowest of the target's counters, so that the estimates of other targets stay low.
    mutating func add(_ hash: Int) {
        let index = index(hash)
        let shifts = shifts(hash)
        let counters = blocks[index] &>> shifts & 15
        let least = counters.min()
        if least < Self.maximum {
            blocks[index] &+= Block.zero.replacing(with: 1, where: counters .== least) &<< shifts
        }
        requests += 1
        if requests >= 10 * residents { age() }
    }

    /// Halves all counters.
    private mutating func age() {
        requests /= 2
        for index in blocks.indices { blocks[index] = blocks[index] &>> 1 & 0x7777_7777_7777_7777 }
    }

    private func index(_ hash: Int) -> Int {
        Int(UInt64(bitPattern: Int64(hash)).multipliedFullWidth(by: UInt64(blocks.count)).high)
    }

    /// Returns the positions of the target's counters in the words of its block.
    private func shifts(_ hash: Int) -> Block {
        (Block(repeating: UInt64(bitPattern: Int64(hash))) &>> Block(0, 4, 8, 12) & 15) &* 4
    }
}
