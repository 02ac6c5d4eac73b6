import Notes

/// Reads a file `.env` as python-dotenv does: comments, `export`, single and double quotes, values of several lines.
///
/// Unlike python-dotenv, this reader does not expand `${NAME}`, and an invalid line is an error.
enum DotEnv {
    /// - Returns: the last value of each name. A name is left out if its last line has no `=`.
    /// - Throws: `UserError` for the first line that is not an assignment.
    static func parse(_ text: String, fileName: String) throws(UserError) -> [String: String] {
        let blank = /(?:\s|#[^\r\n]*)*/.matchingSemantics(.unicodeScalar)
        // `[^\S\r\n]` is white space inside a line. `*+` keeps everything that it has matched (no backtracking). A
        // value without quotation marks ends at the end of its line, or before white space and `#`.
        let assignment =
            #/
            (?: export [^\S\r\n]+ | (?! export [^\S\r\n] ) )
            (?: '(?<quotedName> [^']+ )' | (?<name> [^'=\#\s] [^=\#\s]* ) ) [^\S\r\n]*
            (?: = [^\S\r\n]*+ (?:
                '(?<single> (?: \\[\s\S] | [^'\\] )* )' [^\S\r\n]* (?: \#[^\r\n]* )?
                | "(?<double> (?: \\[\s\S] | [^"\\] )* )" [^\S\r\n]* (?: \#[^\r\n]* )?
                | (?<unquoted> (?! ['"] ) [^\r\n]*? ) [^\S\r\n]* (?: [^\S\r\n]\#[^\r\n]* )?
            ) | (?: \#[^\r\n]* )? )
            (?= [\r\n] | \z )
            /#.matchingSemantics(.unicodeScalar)

        var rest = text[...]
        // Some editors write a byte order mark at the start of a file.
        if rest.unicodeScalars.first == "\u{FEFF}" { rest.unicodeScalars.removeFirst() }
        var values: [String: String] = [:]
        while true {
            rest = rest.trimmingPrefix(blank)
            if rest.isEmpty { return values }
            guard let match = rest.prefixMatch(of: assignment), let name = match.quotedName ?? match.name else {
                let line = 1 + text[..<rest.startIndex].utf8.count { $0 == UInt8(ascii: "\n") }
                throw UserError("\(fileName), line \(line): this is not NAME=value")
            }
            let quoted =
                match.single.map { unescape($0, /\\[\\']/) } ?? match.double.map { unescape($0, /\\[\\'"abfnrtv]/) }
            values[String(name)] = quoted ?? match.unquoted.map(String.init)
            rest = rest[match.range.upperBound...]
        }
    }

    /// Replaces each `escape`, a backslash and one character, in a value that was in quotation marks.
    private static func unescape(_ value: Substring, _ escape: Regex<Substring>) -> String {
        String(value).replacing(escape.matchingSemantics(.unicodeScalar)) { match in
            switch match.output.unicodeScalars.last {
            case "a": "\u{07}"
            case "b": "\u{08}"
            case "f": "\u{0C}"
            case "n": "\n"
            case "r": "\r"
            case "t": "\t"
            case "v": "\u{0B}"
            default: String(match.output.unicodeScalars.dropFirst())
            }
        }
    }
}
