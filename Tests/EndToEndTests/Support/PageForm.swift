import TestSupport

/// A form in a page, with the values that a browser sends if the user changes nothing.
struct PageForm {
    /// The values of all fields by name.
    var fields: [String: String] = [:]

    /// - Parameter action: the target of the form.
    /// - Returns: nil if the page has no such form.
    init?(in page: ReceivedResponse, action: String) {
        let text = page.text
        guard let start = text.firstRange(of: "action=\"\(action)\" method=\"post\">"),
            let end = text[start.upperBound...].firstRange(of: "</form>")
        else { return nil }
        let form = text[start.upperBound..<end.lowerBound]
        for input in form.split(separator: "<input ").dropFirst() {
            guard let name = Self.value(of: "name", in: input) else { continue }
            let tag = input.prefix { $0 != ">" }
            if tag.hasPrefix("type=\"checkbox\"") && !tag.hasSuffix(" checked") { continue }
            fields[name] = Self.value(of: "value", in: input)
        }
        if let area = form.firstRange(of: "<textarea "), let begin = form[area.upperBound...].firstRange(of: ">\n"),
            let end = form[begin.upperBound...].firstRange(of: "</textarea>"),
            let name = Self.value(of: "name", in: form[area.upperBound...])
        {
            fields[name] = Self.decode(form[begin.upperBound..<end.lowerBound])
        }
    }

    /// The body of the request that sends the form.
    var body: [UInt8] {
        Array(fields.map { "\(Visitor.encode($0))=\(Visitor.encode($1))" }.joined(separator: "&").utf8)
    }

    private static func value(of attribute: String, in tag: Substring) -> String? {
        guard let start = tag.firstRange(of: "\(attribute)=\"")?.upperBound else { return nil }
        return decode(tag[start...].prefix { $0 != "\"" })
    }

    /// Decodes HTML's character references, and turns each line end into LF as a browser does.
    private static func decode(_ text: Substring) -> String {
        let references = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        return references.reduce(String(text).replacing("\r\n", with: "\n")) { $0.replacing($1.0, with: $1.1) }
    }
}
