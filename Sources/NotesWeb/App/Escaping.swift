/// Eight bytes of a text in one UInt64, so that one operation compares all of them.
struct ByteLanes {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    let word: UInt64

    /// Returns whether at least one of the eight bytes equals `byte`. Does not compare the bits that are 1 in `mask`
    /// (https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord).
    @inline(__always)
    func contains(_ byte: UInt8, ignoring mask: UInt8 = 0) -> Bool {
        let difference = (word | Self.ones &* UInt64(mask)) ^ (Self.ones &* UInt64(byte | mask))
        return (difference &- Self.ones) & ~difference & Self.highBits != 0
    }
}

extension [UInt8] {
    /// Appends the UTF-8 of a text and replaces some of its bytes. Most texts need few replacements, so this method
    /// checks eight bytes at a time.
    ///
    /// - Parameters:
    ///   - mayContain: returns true if one of eight bytes must be replaced. A true for any other bytes only costs time.
    ///   - replacement: returns the replacement of a byte; nil to keep the byte.
    @inline(__always)  // so that the closures are inlined, too
    mutating func append(_ text: String, mayContain: (ByteLanes) -> Bool, replacement: (UInt8) -> StaticString?) {
        var text = text
        text.withUTF8 { utf8 in
            let bytes = UnsafeRawBufferPointer(utf8)
            var copied = 0
            var position = 0
            while position < bytes.count {
                let end = Swift.min(position + 8, bytes.count)
                if end == position + 8,
                    !mayContain(ByteLanes(word: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)))
                {
                    position = end
                    continue
                }
                while position < end {
                    if let replacement = replacement(bytes[position]) {
                        append(contentsOf: bytes[copied..<position])
                        append(replacement)
                        copied = position + 1
                    }
                    position += 1
                }
            }
            append(contentsOf: bytes[copied...])
        }
    }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }
}
