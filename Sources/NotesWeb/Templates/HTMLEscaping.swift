extension [UInt8] {
    /// Appends a text, escaped for HTML inside an element or a quoted attribute. NUL, which HTML does not allow,
    /// becomes U+FFFD (HTML, section 13.2.5.1).
    mutating func appendHTML(_ text: String) {
        append(
            text,
            mustReplace: { bytes in
                // One comparison finds two characters: in ASCII, & and ' differ only in bit 0, < and > only in bit 1.
                (bytes | SIMD16(repeating: 1) .== SIMD16(repeating: UInt8(ascii: "'")))
                    .| (bytes | SIMD16(repeating: 2) .== SIMD16(repeating: UInt8(ascii: ">")))
                    .| (bytes .== SIMD16(repeating: UInt8(ascii: "\""))) .| (bytes .== SIMD16(repeating: 0))
            },
            replacement: { byte in
                switch byte {
                case UInt8(ascii: "&"): "&amp;"
                case UInt8(ascii: "<"): "&lt;"
                case UInt8(ascii: ">"): "&gt;"
                case UInt8(ascii: "\""): "&quot;"
                case UInt8(ascii: "'"): "&#39;"
                default: "\u{FFFD}"
                }
            })
    }
}
