/// Eight bytes in a row, so that a few instructions can find a byte among them.
struct EightBytes {
    /// The first byte has the lowest bits.
    private let word: UInt64

    /// Returns nil if fewer bytes follow the position.
    init?(_ text: UnsafeRawBufferPointer, at position: Int) {
        guard position + 8 <= text.count else { return nil }
        word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }

    /// Marks each byte that becomes `byte` if some bits are set. Only marks after the first one may be wrong.
    func marks(of byte: UInt8, with bits: UInt8 = 0) -> Marks {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let difference = (word | UInt64(bits) &* ones) ^ (UInt64(byte) &* ones)
        // The byte is 0 where the bytes are equal. Subtracting 1 sets the highest bit of a 0, and of no other byte before
        // it that lacks that bit.
        return Marks(bits: (difference &- ones) & ~difference & (0x80 &* ones))
    }

    /// The highest bit of each byte tells whether it is marked.
    struct Marks {
        fileprivate let bits: UInt64

        /// The position of the first marked byte; 8 if there is none.
        var first: Int { bits.trailingZeroBitCount / 8 }

        static func | (left: Marks, right: Marks) -> Marks { Marks(bits: left.bits | right.bits) }
    }
}
