extension [UInt8] {
    /// Appends a text in UTF-8, escaped for HTML inside an element or an attribute in double quotes.
    mutating func appendEscaped(_ text: UnsafeRawBufferPointer) {
        var start = 0
        for index in text.indices {
            let replacement: StaticString =
                switch text[index] {
                case UInt8(ascii: "&"): "&amp;"
                case UInt8(ascii: "<"): "&lt;"
                case UInt8(ascii: ">"): "&gt;"
                case UInt8(ascii: "\""): "&quot;"
                case 0: "\u{FFFD}"
                default: ""
                }
            guard replacement.utf8CodeUnitCount > 0 else { continue }
            append(contentsOf: text[start..<index])
            append(contentsOf: UnsafeBufferPointer(start: replacement.utf8Start, count: replacement.utf8CodeUnitCount))
            start = index + 1
        }
        append(contentsOf: text[start...])
    }
}
