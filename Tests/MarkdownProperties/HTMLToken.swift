/// A piece of HTML.
public enum HTMLToken: Equatable, Sendable {
    case start(String, [String: String])
    case end(String)
    case text(String)

    /// An element without content.
    public static let void: Set<String> = ["br", "hr", "img", "input"]

    /// Splits HTML into its pieces, and joins texts that follow each other.
    ///
    /// Strict: knows only the spelling that Markdown renderers use, with lower-case names and quoted attributes. So what it
    /// reads is what a browser reads.
    ///
    /// - Throws: `MalformedHTML`.
    public static func tokens(of html: String) throws -> [HTMLToken] {
        var tokens: [HTMLToken] = []
        var rest = html.unicodeScalars[...]
        while let first = rest.first {
            if first == "<" {
                guard let end = rest.firstIndex(of: ">") else { throw MalformedHTML("a tag without >", rest) }
                tokens.append(try tag(rest[..<end].dropFirst()))
                rest = rest[end...].dropFirst()
            } else {
                let end = rest.firstIndex(of: "<") ?? rest.endIndex
                tokens.append(.text(try unescape(rest[..<end])))
                rest = rest[end...]
            }
        }
        return tokens
    }

    /// - Parameter text: the tag without its angle brackets.
    private static func tag(_ text: Substring.UnicodeScalarView) throws -> HTMLToken {
        func isName(_ scalar: Unicode.Scalar) -> Bool { ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) }
        if text.first == "/" {
            let name = text.dropFirst()
            guard !name.isEmpty, name.allSatisfy(isName) else { throw MalformedHTML("a bad end tag", text) }
            return .end(String(name))
        }
        let name = text.prefix(while: isName)
        guard !name.isEmpty else { throw MalformedHTML("a bad start tag", text) }
        var rest = text[name.endIndex...]
        var attributes: [String: String] = [:]
        while rest.first == " " {
            rest = rest.dropFirst()
            if rest.elementsEqual("/".unicodeScalars) { return .start(String(name), attributes) }
            let key = rest.prefix { isName($0) || $0 == "-" }
            rest = rest[key.endIndex...]
            guard !key.isEmpty, attributes[String(key)] == nil else { throw MalformedHTML("a bad attribute", text) }
            attributes[String(key)] = ""
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            guard rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") else {
                throw MalformedHTML("a value without quotes", text)
            }
            attributes[String(key)] = try unescape(rest[..<end].dropFirst())
            rest = rest[end...].dropFirst()
        }
        guard rest.isEmpty else { throw MalformedHTML("a bad tag", text) }
        return .start(String(name), attributes)
    }

    private static func unescape(_ text: Substring.UnicodeScalarView) throws -> String {
        var result = String.UnicodeScalarView()
        var rest = text
        while let first = rest.popFirst() {
            if first == "<" || first == ">" || first == "\0" { throw MalformedHTML("not escaped", text) }
            guard first == "&" else {
                result.append(first)
                continue
            }
            guard let end = rest.firstIndex(of: ";"), let scalar = references[String(rest[..<end])] else {
                throw MalformedHTML("an unknown reference", text)
            }
            result.append(scalar)
            rest = rest[end...].dropFirst()
        }
        return String(result)
    }

    private static let references: [String: Unicode.Scalar] =
        ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "#x27": "'", "#39": "'"]
}

/// HTML that a browser would read in another way, or that has an element or attribute that must not be there.
public struct MalformedHTML: Error, CustomStringConvertible {
    public let description: String

    init(_ problem: String, _ text: some Sequence<Unicode.Scalar>) {
        description = "\(problem): \(String(String.UnicodeScalarView(text.prefix(200))))"
    }
}
