extension UnsafeRawBufferPointer {
    /// Whether the bytes are well-formed UTF-8 (Unicode, table 3-7). A String would check this, too, but copies the bytes.
    public var isUTF8: Bool {
        guard let start = baseAddress else { return true }
        var position = 0
        while position < count {
            if count &- position >= 32 {
                let words = (start + position).loadUnaligned(as: SIMD4<UInt64>.self)
                if words & SIMD4(repeating: 0x8080_8080_8080_8080) == .zero {
                    position &+= 32
                    continue
                }
            }
            // Reads scalars up to the next block that is likely to be ASCII only.
            let end = Swift.min(position &+ 32, count)
            while position < end {
                let length = Self.lengthOfScalar(start + position, count &- position)
                if length == 0 { return false }
                position &+= length
            }
        }
        return true
    }

    /// The length of the scalar at the beginning of a text, in bytes; 0 if there is no scalar.
    @inline(__always)
    private static func lengthOfScalar(_ start: UnsafeRawPointer, _ count: Int) -> Int {
        func byte(_ index: Int) -> UInt8 { start.load(fromByteOffset: index, as: UInt8.self) }
        func continues(_ index: Int) -> Bool { byte(index) & 0xC0 == 0x80 }
        let first = byte(0)
        switch first {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: return count >= 2 && continues(1) ? 2 : 0
        case 0xE0...0xEF:
            guard count >= 3, continues(1), continues(2) else { return 0 }
            // Refuses longer forms than necessary, and surrogates.
            let second = byte(1)
            return (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ? 0 : 3
        case 0xF0...0xF4:
            guard count >= 4, continues(1), continues(2), continues(3) else { return 0 }
            // Refuses longer forms than necessary, and numbers above U+10FFFF.
            let second = byte(1)
            return (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F) ? 0 : 4
        default: return 0
        }
    }
}
