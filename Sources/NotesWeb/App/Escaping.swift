extension [UInt8] {
    /// How much of a text is escaped before it is appended, in bytes. Six times as much, the longest result, fits into memory
    /// that `withUnsafeTemporaryAllocation` takes from the stack.
    private static let chunk = 160
    private static let longestReplacement = 6

    /// Appends the UTF-8 of a text and replaces some of its bytes. Most texts need few replacements, so this method
    /// copies sixteen bytes at a time.
    ///
    /// - Parameters:
    ///   - mustReplace: tells which of sixteen bytes must be replaced.
    ///   - replacement: returns the replacement of such a byte, with at most six bytes.
    @inline(__always)  // so that the closures are inlined, too
    mutating func append(
        _ text: String, mustReplace: (SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>>, replacement: (UInt8) -> StaticString
    ) {
        var text = text
        text.withUTF8 { utf8 in
            var rest = UnsafeRawBufferPointer(utf8)[...]
            while !rest.isEmpty {
                let chunk = UnsafeRawBufferPointer(rebasing: rest.prefix(Self.chunk))
                rest = rest.dropFirst(chunk.count)
                // A block of sixteen bytes may reach beyond the result.
                withUnsafeTemporaryAllocation(byteCount: Self.chunk * Self.longestReplacement + 16, alignment: 16) {
                    result in
                    var (position, end) = (0, 0)
                    while position < chunk.count {
                        let block = SIMD16(chunk, from: position)
                        result.storeBytes(of: block, toByteOffset: end, as: SIMD16<UInt8>.self)
                        let kept = Swift.min(mustReplace(block).firstIndex, chunk.count - position)
                        position += kept
                        end += kept
                        guard kept < 16, position < chunk.count else { continue }
                        replacement(chunk[position]).withUTF8Buffer { bytes in
                            for byte in bytes {
                                result[end] = byte
                                end += 1
                            }
                        }
                        position += 1
                    }
                    append(
                        contentsOf: UnsafeRawBufferPointer(rebasing: result[..<end]).assumingMemoryBound(to: UInt8.self)
                    )
                }
            }
        }
    }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }
}

extension SIMDMask<SIMD16<Int8>> {
    /// The index of the first lane that is true; 16 if there is none.
    @inline(__always)
    fileprivate var firstIndex: Int {
        // A lane that is true has eight bits. The first lane is in the lowest bits, as on all processors that Swift supports.
        let words = unsafeBitCast(self, to: SIMD2<UInt64>.self)
        return (words.x != 0 ? words.x.trailingZeroBitCount : 64 + words.y.trailingZeroBitCount) / 8
    }
}

extension SIMD16<UInt8> {
    /// Reads at most sixteen bytes of a text. Fills the rest with a letter.
    @inline(__always)
    fileprivate init(_ text: UnsafeRawBufferPointer, from position: Int) {
        if text.count - position >= 16 {
            self = text.loadUnaligned(fromByteOffset: position, as: SIMD16<UInt8>.self)
        } else {
            var bytes = SIMD16<UInt8>(repeating: UInt8(ascii: "a"))
            withUnsafeMutableBytes(of: &bytes) {
                $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: text[position...]))
            }
            self = bytes
        }
    }
}
