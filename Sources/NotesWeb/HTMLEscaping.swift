extension [UInt8] {
    /// Appends a text so that HTML shows it, in an element or a quoted attribute. A NUL, which HTML does not allow, becomes
    /// U+FFFD (HTML, section 13.2.5.1).
    mutating func appendHTML(_ text: String) {
        append(
            text,
            mayContain: { bytes in
                // In ASCII, & and ' differ in the lowest bit alone, < and > in the next.
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
