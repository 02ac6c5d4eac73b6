/// Most texts need few replacements, so these methods copy sixteen bytes at a time.
extension UTF8Buffer {
    /// Appends a text, escaped for HTML inside an element or an attribute in double quotes. NUL, which HTML does not
    /// allow, becomes U+FFFD (HTML, section 13.2.5.1).
    public mutating func appendHTML(_ text: UnsafeRawBufferPointer) {
        append(
            text,
            mustReplace: { bytes in
                // One comparison finds two characters: in ASCII, `"` and `&` differ only in bit 2, `<` and `>` only in bit 1.
                (bytes | SIMD16(repeating: 4) .== SIMD16(repeating: UInt8(ascii: "&")))
                    .| (bytes | SIMD16(repeating: 2) .== SIMD16(repeating: UInt8(ascii: ">")))
                    .| (bytes .== SIMD16(repeating: 0))
            }, replacement: Self.htmlReplacement)
    }

    /// Appends a text, escaped for HTML inside an element or an attribute in double or single quotes.
    public mutating func appendHTML(_ text: String) {
        var text = text
        text.withUTF8 { text in
            append(
                UnsafeRawBufferPointer(text),
                mustReplace: { bytes in
                    // In ASCII, & and ' differ only in bit 0.
                    (bytes | SIMD16(repeating: 1) .== SIMD16(repeating: UInt8(ascii: "'")))
                        .| (bytes | SIMD16(repeating: 2) .== SIMD16(repeating: UInt8(ascii: ">")))
                        .| (bytes .== SIMD16(repeating: UInt8(ascii: "\""))) .| (bytes .== SIMD16(repeating: 0))
                }, replacement: Self.htmlReplacement)
        }
    }

    private static func htmlReplacement(_ byte: UInt8) -> StaticString {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: "\u{FFFD}"
        }
    }

    /// Appends a text as a string in JSON, with its quotes. Escapes only the characters that JSON does not allow in strings
    /// (RFC 8259, section 7).
    public mutating func appendJSON(_ text: UnsafeRawBufferPointer) {
        append(UInt8(ascii: "\""))
        append(text, mustReplace: mustEscapeInJSON, replacement: Self.jsonReplacement)
        append(UInt8(ascii: "\""))
    }

    private static func jsonReplacement(_ byte: UInt8) -> StaticString {
        switch byte {
        case UInt8(ascii: "\""): "\\\""
        case UInt8(ascii: "\\"): "\\\\"
        case UInt8(ascii: "\n"): "\\n"
        case UInt8(ascii: "\r"): "\\r"
        case UInt8(ascii: "\t"): "\\t"
        default: controls[Int(byte)]
        }
    }

    private static let controls: [StaticString] = [
        "\\u0000", "\\u0001", "\\u0002", "\\u0003", "\\u0004", "\\u0005", "\\u0006", "\\u0007",
        "\\u0008", "\\u0009", "\\u000a", "\\u000b", "\\u000c", "\\u000d", "\\u000e", "\\u000f",
        "\\u0010", "\\u0011", "\\u0012", "\\u0013", "\\u0014", "\\u0015", "\\u0016", "\\u0017",
        "\\u0018", "\\u0019", "\\u001a", "\\u001b", "\\u001c", "\\u001d", "\\u001e", "\\u001f",
    ]

    /// - Parameters:
    ///   - mustReplace: tells which of sixteen bytes must be replaced.
    ///   - replacement: returns the replacement of such a byte.
    @inline(__always)  // so that the closures are inlined, too
    private mutating func append(
        _ text: UnsafeRawBufferPointer, mustReplace: (SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>>,
        replacement: (UInt8) -> StaticString
    ) {
        guard var source = text.baseAddress else { return }
        var rest = text.count
        while rest > 0 {
            // A whole block is written even if only its beginning counts.
            reserve(rest &+ 16)
            let former = rest
            var kept = 16
            var target = end
            while kept == 16 && rest > 0 {
                let block = rest >= 16 ? source.loadUnaligned(as: SIMD16<UInt8>.self) : SIMD16(source, count: rest)
                target.storeBytes(of: block, as: SIMD16<UInt8>.self)
                kept = min(mustReplace(block).firstIndex, rest)
                target += kept
                source += kept
                rest &-= kept
            }
            advance(by: former &- rest)
            guard rest > 0 else { return }
            append(replacement(source.load(as: UInt8.self)))
            source += 1
            rest &-= 1
        }
    }
}

/// Tells which of sixteen bytes JSON does not allow in strings.
@inline(__always)
private func mustEscapeInJSON(_ bytes: SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>> {
    (bytes .< SIMD16(repeating: 0x20)) .| (bytes .== SIMD16(repeating: UInt8(ascii: "\"")))
        .| (bytes .== SIMD16(repeating: UInt8(ascii: "\\")))
}

extension UnsafeRawBufferPointer {
    /// The number of bytes at the start that a string in JSON may have as they are: before the first quotation mark, backslash
    /// or control character.
    public var unescapedJSONPrefix: Int {
        var index = 0
        while count &- index >= 16 {
            let kept = mustEscapeInJSON(loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)).firstIndex
            index &+= kept
            if kept < 16 { return index }
        }
        while index < count, self[index] >= 0x20, self[index] != UInt8(ascii: "\""), self[index] != UInt8(ascii: "\\") {
            index &+= 1
        }
        return index
    }
}

extension SIMDMask<SIMD16<Int8>> {
    /// The index of the first lane that is true; 16 if there is none.
    @inline(__always)
    fileprivate var firstIndex: Int {
        // A lane that is true has eight bits. The first lane is in the lowest bits, as on all processors that Swift supports.
        let words = unsafeBitCast(self, to: SIMD2<UInt64>.self)
        if words.x | words.y == 0 { return 16 }
        return (words.x != 0 ? words.x.trailingZeroBitCount : 64 + words.y.trailingZeroBitCount) / 8
    }
}

extension SIMD16<UInt8> {
    /// Reads fewer than sixteen bytes of a text. Fills the rest with a letter.
    fileprivate init(_ start: UnsafeRawPointer, count: Int) {
        var bytes = SIMD16<UInt8>(repeating: UInt8(ascii: "a"))
        withUnsafeMutableBytes(of: &bytes) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: start, count: count))
        }
        self = bytes
    }
}
