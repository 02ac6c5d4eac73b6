/// Parses a template. Throws an error for unknown names, unknown tags and sections without an end.
struct TemplateParser {
    private let text: [UInt8]
    private let partials: [String: String]
    private let isBase: Bool
    /// The types of the contexts whose names may be used at `position`, the outermost first.
    private var contexts: [any TemplateContext.Type]
    private var position = 0
    private var hasMain = false

    static func parse(
        _ text: String, contexts: [any TemplateContext.Type], partials: [String: String] = [:], isBase: Bool
    ) throws(TemplateError) -> [Template.Part] {
        var parser = TemplateParser(text: Array(text.utf8), partials: partials, isBase: isBase, contexts: contexts)
        let parts = try parser.parts(of: nil, from: 0)
        guard parser.hasMain || !isBase else {
            throw TemplateError(line: 1, reason: "the template must have {{>main}}")
        }
        return parts
    }

    /// Reads the parts up to the end of a section, or of the template.
    ///
    /// - Parameters:
    ///   - section: the section's name; nil outside of sections.
    ///   - start: the position of the section's tag.
    private mutating func parts(of section: String?, from start: Int) throws(TemplateError) -> [Template.Part] {
        var parts: [Template.Part] = []
        while let open = find("{{", from: position) {
            guard let close = find("}}", from: open + 2) else { throw error(open, "a tag has no end") }
            let tag = String(decoding: text[(open + 2)..<close], as: UTF8.self).drop { $0 == " " }
            let name = String(tag.drop { !$0.isLetter && $0 != "." }.prefix { $0 != " " })
            let isValue = tag.first.map { $0.isLetter || $0 == "." } ?? false
            let tagLine = isValue ? nil : lineOf(tag: open..<(close + 2))
            parts.append(.text(Array(text[position..<(tagLine?.lowerBound ?? open)])))
            position = tagLine?.upperBound ?? close + 2

            switch tag.first {
            case "!": break
            case "/":
                guard name == section else { throw error(open, "{{\(tag)}} ends a section that is not open") }
                return parts
            case "#", "^": parts.append(try self.section(name, isInverted: tag.first == "^", open))
            case ">" where partials[name] != nil: parts += try partial(name, open)
            case ">":
                guard name == "main", isBase, section == nil, !hasMain else {
                    throw error(
                        open, "{{>main}} stands once in base.html, outside of sections; no partial has this name")
                }
                hasMain = true
                parts.append(.main)
            default:
                guard isValue else { throw error(open, "the tag {{\(tag)}} is not used in this project") }
                parts.append(name == "." ? .member : .value(try find(name, open).name))
            }
        }
        if let section { throw error(start, "the section \(section) has no end") }
        parts.append(.text(Array(text[position...])))
        position = text.count
        return parts
    }

    /// Parses a partial, which may use the names of the contexts at its tag, but no other partial.
    private func partial(_ name: String, _ open: Int) throws(TemplateError) -> [Template.Part] {
        do {
            return try Self.parse(partials[name] ?? "", contexts: contexts, isBase: false)
        } catch {
            throw self.error(open, "\(name).html:\(error.line): \(error.reason)")
        }
    }

    private mutating func section(
        _ text: String, isInverted: Bool, _ open: Int
    ) throws(TemplateError) -> Template.Part {
        let (name, members) = try find(text, open)
        let opensContext = members != nil && !isInverted
        if opensContext, let members { contexts.append(members) }
        let parts = try parts(of: text, from: open)
        if opensContext { contexts.removeLast() }
        let section = Template.Section(
            isInverted: isInverted, opensContext: opensContext,
            isSelfContained: opensContext && !parts.contains { $0.uses(contextsBefore: contexts.count) })
        return .section(name, section, parts)
    }

    /// Finds a name in the innermost context that has it.
    private func find(
        _ text: String, _ position: Int
    ) throws(TemplateError) -> (name: Template.Name, members: (any TemplateContext.Type)?) {
        for (level, context) in contexts.enumerated().reversed() {
            if let (rawValue, members) = context.find(text) {
                return (.init(level: level, rawValue: rawValue, context: context), members)
            }
        }
        throw error(position, "the name \(text) is unknown")
    }

    /// Returns the whole line of a tag, with its line feed; nil if the line contains more than the tag and spaces.
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

    private func error(_ position: Int, _ reason: String) -> TemplateError {
        TemplateError(line: 1 + text[..<position].count { $0 == UInt8(ascii: "\n") }, reason: reason)
    }
}

extension Template.Part {
    /// Whether this part uses a name of one of the outermost contexts.
    ///
    /// - Parameter count: the number of these contexts.
    fileprivate func uses(contextsBefore count: Int) -> Bool {
        switch self {
        case .text, .member, .main: false
        case .value(let name): name.level < count
        case .section(let name, _, let parts): name.level < count || parts.contains { $0.uses(contextsBefore: count) }
        }
    }
}
