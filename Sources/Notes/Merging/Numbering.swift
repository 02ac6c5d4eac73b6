/// Gives equal pieces of texts equal numbers. Comparing two lines or words then means comparing two numbers.
struct Numbering {
    /// A hash table with open addressing. At most half of the slots are in use.
    private var slots = [Slot](repeating: Slot(), count: 1 << 10)
    /// The pieces of more than seven bytes, one after the other.
    private var longPieces: [UInt8] = []
    private var count: Int32 = 0
    /// Nobody who sends texts can know in which slots their pieces are.
    private let seed = UInt64.random(in: .min ... .max)

    private struct Slot {
        var key: UInt64 = 0
        /// The number of the piece; -1 if the slot is free.
        var number: Int32 = -1
        /// Where the piece starts in `longPieces`.
        var start: Int32 = 0
    }

    /// Returns the number of each piece. The first new piece gets 0, the next new one 1, and so on.
    mutating func numbers(of ranges: some Collection<Range<Int>>, in bytes: [UInt8]) -> [Int32] {
        bytes.withUnsafeBytes { bytes in
            ranges.map { number(of: UnsafeRawBufferPointer(rebasing: bytes[$0])) }
        }
    }

    private mutating func number(of piece: UnsafeRawBufferPointer) -> Int32 {
        let key = key(of: piece)
        var index = firstSlot(for: key)
        while slots[index].number >= 0 {
            if slots[index].key == key, piece.count < 8 || isEqual(slots[index], piece) { return slots[index].number }
            index = (index + 1) & (slots.count - 1)
        }
        slots[index] = Slot(key: key, number: count, start: Int32(longPieces.count))
        if piece.count >= 8 { longPieces.append(contentsOf: piece) }
        count += 1
        if 2 * Int(count) > slots.count { grow() }
        return count - 1
    }

    /// Returns the length and the bytes of a piece of at most seven bytes, or the length and a hash of a longer one.
    private func key(of piece: UnsafeRawBufferPointer) -> UInt64 {
        if piece.count < 8 {
            return piece.reduce(UInt64(piece.count)) { $0 << 8 | UInt64($1) }
        }
        var hasher = Hasher()
        hasher.combine(bytes: piece)
        // The top bit tells it from the key of a short piece.
        return 1 << 63 | UInt64(truncatingIfNeeded: hasher.finalize()) << 32 | UInt64(piece.count)
    }

    private func firstSlot(for key: UInt64) -> Int {
        let product = (key ^ seed).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return Int(truncatingIfNeeded: product.high ^ product.low) & (slots.count - 1)
    }

    private func isEqual(_ slot: Slot, _ piece: UnsafeRawBufferPointer) -> Bool {
        longPieces.withUnsafeBytes { $0[Int(slot.start)...].starts(with: piece) }
    }

    private mutating func grow() {
        let used = slots.filter { $0.number >= 0 }
        slots = [Slot](repeating: Slot(), count: 4 * slots.count)
        for slot in used {
            var index = firstSlot(for: slot.key)
            while slots[index].number >= 0 { index = (index + 1) & (slots.count - 1) }
            slots[index] = slot
        }
    }
}
