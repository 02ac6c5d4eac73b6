/// Formats a log event as exactly one line. Text from a client can neither end the line nor control a terminal.
enum LogLine {
    /// Returns the line, with a line feed at its end. The metadata follows the message as `name=value`, sorted by name.
    ///
    /// - Parameter prefix: written before the message, unchanged.
    static func text(_ prefix: String, _ message: String, _ metadata: [String: String]) -> String {
        let pairs = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\(value($0.value))" }
        return prefix + escaped(message) + pairs.joined() + "\n"
    }

    /// Escapes a value. Adds quotation marks if the value is empty, needed escapes, or contains a space or `=`.
    private static func value(_ text: String) -> String {
        // Compares scalars, because Swift makes one Character of a quotation mark and an accent after it.
        let scalars = escaped(text).unicodeScalars.flatMap { $0 == "\"" ? ["\\", $0] : [$0] }
        let escaped = String(String.UnicodeScalarView(scalars))
        let isWord =
            !text.isEmpty && escaped == text
            && !text.utf8.contains { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "=") }
        return isWord ? escaped : "\"\(escaped)\""
    }

    /// Replaces each backslash with two, and each invisible character with `\u{…}`.
    ///
    /// Invisible characters are control characters (C0, DEL and C1), line and paragraph separators, format characters
    /// (some reverse the direction of the text after them), and unassigned and private characters.
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
