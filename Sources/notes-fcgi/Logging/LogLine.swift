/// Formats a log event as exactly one line. Text from a client can neither end the line nor control a terminal.
enum LogLine {
    /// Returns the line, with a line feed at its end. The metadata follows the message as `name=value`, sorted by name.
    ///
    /// - Parameter prefix: written before the message without escapes.
    static func text(_ prefix: String, _ message: String, _ metadata: [String: String]) -> String {
        let pairs = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\(value($0.value))" }
        return prefix + escaped(message) + pairs.joined() + "\n"
    }

    /// Escapes a value, and puts it in quotation marks unless it is a single word without escapes.
    private static func value(_ text: String) -> String {
        // Compares scalars, because a quotation mark with a combining accent is a different Character.
        let scalars = escaped(text).unicodeScalars.flatMap { $0 == "\"" ? ["\\", $0] : [$0] }
        let escaped = String(String.UnicodeScalarView(scalars))
        let isWord =
            !text.isEmpty && escaped == text
            && !text.utf8.contains { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "=") }
        return isWord ? escaped : "\"\(escaped)\""
    }

    /// Replaces each backslash with two, and each invisible character with `\u{…}`.
    ///
    /// Invisible are control characters (C0, DEL and C1), line and paragraph separators, and format characters. Some format
    /// characters reverse the direction of the text after them.
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
