/// Reads a file `.env` as python-dotenv does: comments, `export`, single and double quotes, values of several lines.
///
/// Unlike python-dotenv, it does not expand `${NAME}`, and an invalid line is an error.
enum DotEnv {
    /// A line of the file is not an assignment.
    struct Malformed: Error, Equatable {
        /// The number of the line, from 1.
        let line: Int
    }

    /// - Returns: the last value of each name. A name without `=` is left out.
    /// - Throws: `Malformed` for the first line that is not an assignment.
    static func parse(_ text: String) throws(Malformed) -> [String: String] {
        var scanner = Scanner(text)
        var values: [String: String] = [:]
        while scanner.skipBlank() {
            let line = scanner.line
            guard let (name, value) = scanner.assignment() else { throw Malformed(line: line) }
            values[name] = value
        }
        return values
    }

    private struct Scanner {
        private var rest: Substring.UnicodeScalarView
        private(set) var line = 1

        init(_ text: String) {
            rest = Substring(text).unicodeScalars
            // Some editors write a byte order mark at the start of a file.
            if rest.first == "\u{FEFF}" { rest.removeFirst() }
        }

        /// Skips white space, empty lines and comments. Returns whether something follows.
        mutating func skipBlank() -> Bool {
            while let next = rest.first {
                if next == "#" {
                    skip { !Self.isLineEnd($0) }
                } else if next.properties.isWhitespace {
                    take()
                } else {
                    return true
                }
            }
            return false
        }

        /// Reads `NAME=value`, or a name alone. Returns nil if the text is neither.
        mutating func assignment() -> (name: String, value: String?)? {
            if rest.starts(with: "export".unicodeScalars), let after = rest.dropFirst(6).first, Self.isSpace(after) {
                rest.removeFirst(6)
                skip(Self.isSpace)
            }
            let name = rest.first == "'" ? quoted() : take { !"=# \t\r\n".unicodeScalars.contains($0) }
            guard let name, !name.isEmpty else { return nil }
            skip(Self.isSpace)
            guard rest.first == "=" else { return endOfLine() ? (name, nil) : nil }
            take()
            skip(Self.isSpace)
            guard rest.first == "'" || rest.first == "\"" else { return (name, unquoted()) }
            guard let value = quoted(), endOfLine() else { return nil }
            return (name, value)
        }

        /// Reads a value without quotes. It ends at the end of the line, or at white space followed by `#`.
        private mutating func unquoted() -> String {
            let line = take { !Self.isLineEnd($0) }
            var end = line.unicodeScalars.startIndex
            var wasSpace = false
            for index in line.unicodeScalars.indices {
                let scalar = line.unicodeScalars[index]
                if scalar == "#" && wasSpace { break }
                wasSpace = Self.isSpace(scalar)
                if !wasSpace { end = line.unicodeScalars.index(after: index) }
            }
            return String(line.unicodeScalars[..<end])
        }

        /// Reads a value in quotes. A backslash escapes a backslash and a quote. In double quotes, `\n` and similar escapes
        /// are control characters.
        private mutating func quoted() -> String? {
            guard let quote = take() else { return nil }
            var value = String.UnicodeScalarView()
            while let scalar = take() {
                if scalar == quote { return String(value) }
                guard scalar == "\\", let escaped = rest.first, let replacement = Self.escape(escaped, in: quote) else {
                    value.append(scalar)
                    continue
                }
                take()
                value.append(replacement)
            }
            return nil
        }

        private static func escape(_ scalar: Unicode.Scalar, in quote: Unicode.Scalar) -> Unicode.Scalar? {
            switch scalar {
            case "\\", "'": scalar
            case _ where quote == "'": nil
            case "\"": scalar
            case "a": "\u{07}"
            case "b": "\u{08}"
            case "f": "\u{0C}"
            case "n": "\n"
            case "r": "\r"
            case "t": "\t"
            case "v": "\u{0B}"
            default: nil
            }
        }

        /// Skips white space and a comment. Returns whether the line ends there.
        private mutating func endOfLine() -> Bool {
            skip(Self.isSpace)
            if rest.first == "#" { skip { !Self.isLineEnd($0) } }
            return rest.first.map(Self.isLineEnd) ?? true
        }

        @discardableResult
        private mutating func take() -> Unicode.Scalar? {
            let scalar = rest.popFirst()
            if scalar == "\n" { line += 1 }
            return scalar
        }

        private mutating func take(while isTaken: (Unicode.Scalar) -> Bool) -> String {
            let taken = rest.prefix(while: isTaken)
            rest = rest.dropFirst(taken.count)
            return String(taken)
        }

        private mutating func skip(_ isSkipped: (Unicode.Scalar) -> Bool) {
            rest = rest.drop(while: isSkipped)
        }

        private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool { scalar == "\n" || scalar == "\r" }

        private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace && !isLineEnd(scalar)
        }
    }
}
