/// One event as one line, whatever is in it: nothing that a client sent can end the line, begin another, or tell a terminal
/// what to do.
enum LogLine {
    /// - Parameter prefix: as it is, before the message.
    static func text(_ prefix: String, _ message: String, _ metadata: [String: String]) -> String {
        let pairs = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\(value($0.value))" }
        return prefix + escaped(message) + pairs.joined() + "\n"
    }

    /// In quotation marks, unless it is one word of which nothing had to be escaped.
    private static func value(_ text: String) -> String {
        // Scalars: a quotation mark with an accent is another character.
        let scalars = escaped(text).unicodeScalars.flatMap { $0 == "\"" ? ["\\", $0] : [$0] }
        let escaped = String(String.UnicodeScalarView(scalars))
        let isWord =
            !text.isEmpty && escaped == text
            && !text.utf8.contains { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "=") }
        return isWord ? escaped : "\"\(escaped)\""
    }

    /// `text` with a backslash before each backslash, and `\u{…}` for all that is not seen: control characters (C0, DEL and
    /// C1), separators of lines and paragraphs, and format characters, such as those that turn the direction of writing.
    static func escaped(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\\") }) else { return text }
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
                escaped.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            default:
                if scalar == "\\" { escaped.append(scalar) }
                escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
