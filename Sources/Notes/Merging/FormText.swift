/// The text of a note as a browser's form sends it back, if the user does not change it (HTML, section 4.10.11).
enum FormText {
    /// Every field shows U+FFFD instead of NUL (HTML, sections 13.2.5.2 and 13.2.5.36).
    static func withoutNUL(_ text: String) -> String {
        guard hasNUL(text[...]) else { return text }
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text.unicodeScalars.lazy.map { $0 == "\0" ? "\u{FFFD}" : $0 })
        return String(scalars)
    }

    /// A text field also removes line ends.
    static func line(_ text: String) -> String {
        let text = withoutNUL(text)
        guard text.utf8.contains(where: { $0 == lineFeed || $0 == carriageReturn }) else { return text }
        return String(decoding: text.utf8.filter { $0 != lineFeed && $0 != carriageReturn }, as: UTF8.self)
    }

    /// A text area also turns each line end (CRLF, CR or LF) into a line end of its own. Our forms read it as LF.
    static func lines(_ text: String) -> String {
        let text = withoutNUL(text)
        guard text.utf8.contains(carriageReturn) else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte != lineFeed || previous != carriageReturn { bytes.append(byte == carriageReturn ? lineFeed : byte) }
            previous = byte
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
}
