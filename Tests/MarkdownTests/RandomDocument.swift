import MarkdownProperties
import TestSupport

/// Random documents of all constructs, alone and inside each other.
struct RandomDocument {
    private var random: SplitMix64

    init(seed: UInt64) {
        random = SplitMix64(state: seed)
    }

    private mutating func choose<Element>(_ values: [Element]) -> Element {
        values[Int.random(in: values.indices, using: &random)]
    }

    private mutating func repeated(_ range: ClosedRange<Int>, _ part: (inout RandomDocument) -> String) -> [String] {
        (0..<Int.random(in: range, using: &random)).map { _ in part(&self) }
    }

    private mutating func word() -> String {
        choose([
            "milk", "Größe", "café", "12", "x", "日本", "a_b", "3.5", "&amp;", "&#x41;", "c++", "50%", "it's", "\"q\"",
            "#tag", "#日本/x", "\\#no", "C#", "[[Plan]]", "[[a b]]", "\\[[no]]",
        ])
    }

    mutating func inline(depth: Int = 0) -> String {
        let parts = repeated(1...4) { random in
            guard depth < 2 else { return random.word() }
            switch Int.random(in: 0..<16, using: &random.random) {
            case 0: return "*\(random.word()) \(random.inline(depth: depth + 1)) \(random.word())*"
            case 1: return "**\(random.word()) \(random.inline(depth: depth + 1)) \(random.word())**"
            case 2: return "_\(random.word()) \(random.inline(depth: depth + 1)) \(random.word())_"
            case 3: return "`\(random.word())`"
            case 4: return "[\(random.inline(depth: depth + 1))](mailto:x)"
            case 5: return "[\(random.word())](/notes/1 \"title\")"
            case 6: return "![\(random.word())](/a.png)"
            case 7: return "<mailto:x?a=1&b=2>"
            case 8: return "\(random.word())\\\n\(random.word())"
            case 9: return "\(random.word())\n\(random.word())"
            case 10: return "[\(random.word())](javascript:x)"
            default: return random.word()
            }
        }
        return parts.joined(separator: " ")
    }

    /// A construct that only GitHub Flavored Markdown has.
    private mutating func extended() -> String {
        choose([
            "~~\(inline(depth: 2))~~", "https://example.org/\(choose(["a_b", "x?y=1", "日本", "c++", "50%"]))",
            "www.example.org", "a@example.org", "(http://b.example/x).",
        ])
    }

    /// - Parameter isExtended: whether to use the constructs that only GitHub Flavored Markdown has.
    mutating func blocks(isExtended: Bool, depth: Int = 0) -> String {
        repeated(1...3) { random in
            let text =
                isExtended && random.choose([true, false])
                ? "\(random.inline()) \(random.extended())" : random.inline()
            let line = text.replacing("\\\n", with: " ").replacing("\n", with: " ")
            let isNested = depth < 3
            switch Int.random(in: 0..<(isExtended ? 13 : 11), using: &random.random) {
            case 0: return "\(String(repeating: "#", count: Int.random(in: 1...6, using: &random.random))) \(line)"
            case 1 where isNested:
                return random.blocks(isExtended: isExtended, depth: depth + 1).indented("> ", rest: "> ")
            case 2 where isNested:
                let separator = random.choose(["\n", "\n\n"])
                return random.repeated(1...3) { random in
                    "\(random.word())\n\n\(random.blocks(isExtended: isExtended, depth: depth + 1))"
                        .indented("- ", rest: "  ")
                }.joined(separator: separator)
            case 3 where isNested:
                return random.repeated(1...3) { random in
                    "\(random.word())\n\n\(random.blocks(isExtended: isExtended, depth: depth + 1))"
                        .indented("7. ", rest: "   ")
                }.joined(separator: "\n")
            case 4: return "```swift\n\(random.word()) <\n\n\(random.word())\n```"
            // After a list, md4c and cmark disagree on where the code belongs.
            case 5 where depth == 0: return "***\n\n    \(random.word())\n\n    \(random.word())"
            case 6: return "***"
            case 7: return "\(line)\n==="
            case 8: return random.repeated(1...4) { "- \($0.word())" }.joined(separator: "\n")
            // The reference finds no tasks in quotes.
            case 11 where depth == 0:
                return random.repeated(1...4) { "- [\($0.choose([" ", "x"]))] \($0.word())" }.joined(separator: "\n")
            case 12:
                let rows = random.repeated(0...3) { "| \($0.word()) | *\($0.word())* |" }
                return (["| a | b |", "| --- | \(random.choose([":--", "--:", ":-:", "---"])) |"] + rows).joined(
                    separator: "\n")
            default: return text
            }
        }.joined(separator: "\n\n")
    }
}

extension String {
    fileprivate func indented(_ first: String, rest: String) -> String {
        split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .map {
                $0.offset == 0 ? first + $0.element : $0.element.isEmpty && rest.first == " " ? "" : rest + $0.element
            }
            .joined(separator: "\n")
    }
}
