extension [UInt8] {
    /// Appends the UTF-8 of a text and replaces some of its bytes. Most texts need few replacements, so this method
    /// checks sixteen bytes at a time.
    ///
    /// - Parameters:
    ///   - mustReplace: tells which of sixteen bytes must be replaced.
    ///   - replacement: returns the replacement of a byte; nil to keep the byte.
    @inline(__always)  // so that the closures are inlined, too
    mutating func append(
        _ text: String, mustReplace: (SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>>, replacement: (UInt8) -> StaticString?
    ) {
        var text = text
        text.withUTF8 { utf8 in
            let bytes = UnsafeRawBufferPointer(utf8)
            var copied = 0
            var position = 0
            while position < bytes.count {
                let block = position..<Swift.min(position + 16, bytes.count)
                position = block.upperBound
                guard mustReplace(SIMD16(bytes, in: block)).hasAny else { continue }
                for index in block {
                    if let replacement = replacement(bytes[index]) {
                        append(contentsOf: bytes[copied..<index])
                        append(replacement)
                        copied = index + 1
                    }
                }
            }
            append(contentsOf: bytes[copied...])
        }
    }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }
}

extension SIMDMask<SIMD16<Int8>> {
    /// Like `any`, but faster: `any` looks at one lane after the other here.
    @inline(__always)
    fileprivate var hasAny: Bool {
        let words = unsafeBitCast(self, to: SIMD2<UInt64>.self)
        return words.x | words.y != 0
    }
}

extension SIMD16<UInt8> {
    /// Reads at most sixteen bytes of a text. Fills the rest with a letter.
    @inline(__always)
    fileprivate init(_ text: UnsafeRawBufferPointer, in block: Range<Int>) {
        if block.count == 16 {
            self = text.loadUnaligned(fromByteOffset: block.lowerBound, as: SIMD16<UInt8>.self)
        } else {
            var bytes = SIMD16<UInt8>(repeating: UInt8(ascii: "a"))
            withUnsafeMutableBytes(of: &bytes) { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: text[block])) }
            self = bytes
        }
    }
}
