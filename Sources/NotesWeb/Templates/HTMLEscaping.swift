extension [UInt8] {
    /// Appends a text, escaped for HTML inside an element or a quoted attribute. NUL, which HTML does not allow,
    /// becomes U+FFFD (HTML, section 13.2.5.1).
    mutating func appendHTML(_ text: String) {
        append(
            text,
            mayContain: { bytes in
                // One comparison finds two characters: in ASCII, & and ' differ only in bit 0, < and > only in bit 1.
                bytes.contains(UInt8(ascii: "&"), ignoring: 1) || bytes.contains(UInt8(ascii: "<"), ignoring: 2)
                    || bytes.contains(UInt8(ascii: "\"")) || bytes.contains(0)
            },
            replacement: { byte in
                switch byte {
                case UInt8(ascii: "&"): "&amp;"
                case UInt8(ascii: "<"): "&lt;"
                case UInt8(ascii: ">"): "&gt;"
                case UInt8(ascii: "\""): "&quot;"
                case UInt8(ascii: "'"): "&#39;"
                case 0: "\u{FFFD}"
                default: nil
                }
            })
    }
}
