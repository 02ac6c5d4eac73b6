extension [UInt8] {
    /// Appends a text, escaped for HTML, to be shown in an element or a quoted attribute. HTML does not allow NUL, which becomes
    /// U+FFFD (HTML, section 13.2.5.1).
    mutating func appendHTML(_ text: String) {
        append(
            text,
            mayContain: { bytes in
                // In ASCII, & and ' differ only in the lowest bit, < and > only in the second lowest.
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
