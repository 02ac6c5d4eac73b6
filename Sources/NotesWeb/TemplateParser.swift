/// Reads a template, and refuses what could only be a slip of the pen.
struct TemplateParser {
    struct Failure: Error {
        let line: Int
        let reason: String
    }

    private let text: [UInt8]
    private let names: Set<String>
    private let isBase: Bool
    private var position = 0
    private var hasMain = false

    static func parse(_ text: String, names: Set<String>, isBase: Bool) throws(Failure) -> [Template.Part] {
        var parser = TemplateParser(text: Array(text.utf8), names: names, isBase: isBase)
        let parts = try parser.parts(of: nil, from: 0)
        guard parser.hasMain || !isBase else { throw Failure(line: 1, reason: "the template must have {{>main}}") }
        return parts
    }

    private init(text: [UInt8], names: Set<String>, isBase: Bool) {
        self.text = text
        self.names = names
        self.isBase = isBase
    }

    /// The parts up to the end of a section, or of the template.
    ///
    /// - Parameter start: where the section's own tag stands.
    private mutating func parts(of section: String?, from start: Int) throws(Failure) -> [Template.Part] {
        var parts: [Template.Part] = []
        while let open = find("{{", from: position) {
            guard let close = find("}}", from: open + 2) else { throw failure(open, "a tag has no end") }
            let tag = String(decoding: text[(open + 2)..<close], as: UTF8.self).drop { $0 == " " }
            let name = String(tag.drop { !$0.isLetter && $0 != "." }.prefix { $0 != " " })
            let isValue = tag.first.map { $0.isLetter || $0 == "." } ?? false
            let tagLine = isValue ? nil : lineOf(tag: open..<(close + 2))
            parts.append(.text(Array(text[position..<(tagLine?.lowerBound ?? open)])))
            position = tagLine?.upperBound ?? close + 2

            switch tag.first {
            case "!": break
            case "/":
                guard name == section else { throw failure(open, "{{\(tag)}} ends what was not begun") }
                return parts
            case "#", "^":
                try check(name, open)
                let isInverted = tag.first == "^"
                parts.append(.section(name, isInverted: isInverted, try self.parts(of: name, from: open)))
            case ">":
                guard name == "main", isBase, section == nil, !hasMain else {
                    throw failure(
                        open, "{{>main}} stands once in base.html, outside of sections, and there are no others")
                }
                hasMain = true
                parts.append(.main)
            default:
                guard isValue else { throw failure(open, "the tag {{\(tag)}} is not used in this project") }
                try check(name, open)
                parts.append(.value(name))
            }
        }
        if let section { throw failure(start, "the section \(section) has no end") }
        parts.append(.text(Array(text[position...])))
        position = text.count
        return parts
    }

    private func check(_ name: String, _ position: Int) throws(Failure) {
        guard name == "." || names.contains(name) else { throw failure(position, "the name \(name) is unknown") }
    }

    /// The whole line of a tag that stands alone on it, its line feed too; nil if it does not.
    private func lineOf(tag: Range<Int>) -> Range<Int>? {
        var (start, end) = (tag.lowerBound, tag.upperBound)
        while start > 0, text[start - 1] == UInt8(ascii: " ") { start -= 1 }
        while end < text.count, text[end] == UInt8(ascii: " ") || text[end] == UInt8(ascii: "\r") { end += 1 }
        guard start == 0 || text[start - 1] == UInt8(ascii: "\n"), end == text.count || text[end] == UInt8(ascii: "\n")
        else { return nil }
        return start..<min(end + 1, text.count)
    }

    private func find(_ mark: StaticString, from start: Int) -> Int? {
        mark.withUTF8Buffer { text[start...].firstRange(of: $0)?.lowerBound }
    }

    private func failure(_ position: Int, _ reason: String) -> Failure {
        Failure(line: 1 + text[..<position].count { $0 == UInt8(ascii: "\n") }, reason: reason)
    }
}
