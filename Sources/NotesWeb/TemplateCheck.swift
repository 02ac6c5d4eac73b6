/// Finds in a template what Mustache would pass over in silence: it renders an unknown name as nothing.
enum TemplateCheck {
    struct Failure: Error {
        let line: Int
        let reason: String
    }

    /// The tag that a template must have besides its own: base.html the block, the others base.html around it.
    static let block = "{{$main}}"
    static let inheritance = "{{<base.html}}"

    /// - Parameters:
    ///   - names: of the values that the template may use.
    ///   - isBase: whether it is base.html, which stands around the others.
    /// - Throws: `Failure` for the first tag that is wrong.
    static func check(_ template: String, names: Set<String>, isBase: Bool) throws(Failure) {
        let contentType = "{{% CONTENT_TYPE:HTML}}"
        guard template.hasPrefix(contentType) else {
            throw Failure(line: 1, reason: "the template must begin with \(contentType), which escapes what it shows")
        }
        guard template.contains(block) else { throw Failure(line: 1, reason: "the template must have \(block)") }
        guard isBase || template.contains(inheritance) else {
            throw Failure(line: 1, reason: "the template must have \(inheritance)")
        }
        var line = 1
        var rest = template.dropFirst(contentType.count)
        while let open = rest.firstRange(of: "{{") {
            line += newlines(in: rest[..<open.lowerBound])
            guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
                throw Failure(line: line, reason: "a tag has no end")
            }
            try checkTag(rest[open.upperBound..<close.lowerBound], line: line, names, isBase: isBase)
            line += newlines(in: rest[open.lowerBound..<close.upperBound])
            rest = rest[close.upperBound...]
        }
    }

    private static func checkTag(
        _ tag: Substring, line: Int, _ names: Set<String>, isBase: Bool
    ) throws(Failure) {
        let name = String(tag.drop { "#^/<>$&{=%! ".contains($0) }.prefix { $0 != " " })
        let isKnown =
            switch tag.first ?? " " {
            case "!", "/": true
            case "$": name == "main"
            case "<": name == "base.html" && !isBase
            case "{", "&": throw Failure(line: line, reason: "\(name) would be shown without being escaped")
            case ">", "=", "%": throw Failure(line: line, reason: "the tag {{\(tag)}} is not used in this project")
            default: name == "." || names.contains(name)
            }
        guard isKnown else { throw Failure(line: line, reason: "the name \(name) is unknown") }
    }

    private static func newlines(in text: Substring) -> Int {
        text.utf8.count { $0 == UInt8(ascii: "\n") }
    }
}
