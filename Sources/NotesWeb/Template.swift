/// A parsed template: text, and tags of the part of Mustache (https://mustache.github.io/mustache.5.html) that pages need.
///
/// - `{{name}}` shows a value, escaped. There is no way to show one as it is.
/// - `{{#name}}…{{/name}}` is there for each member of a list, or once for a value that is neither absent nor false. Names
///   are looked for in that member first, then outside; `{{.}}` is the member itself, where it is a text.
/// - `{{^name}}…{{/name}}` is there when `{{#name}}` is not.
/// - `{{! … }}` is a comment.
/// - `{{>main}}`, in base.html alone, stands for the page.
///
/// A line with nothing but one such tag, other than a value's, leaves no line behind.
struct Template: Sendable {
    enum Part {
        case text([UInt8])
        case value(String)
        indirect case section(String, isInverted: Bool, [Part])
        case main
    }

    private let parts: [Part]

    /// - Parameters:
    ///   - names: of the values that it may show.
    ///   - isBase: whether it stands around others.
    /// - Throws: `TemplateParser.Failure` for the first tag that is wrong.
    init(_ text: String, names: Set<String>, isBase: Bool = false) throws(TemplateParser.Failure) {
        parts = try TemplateParser.parse(text, names: names, isBase: isBase)
    }

    private init(_ parts: [Part]) {
        self.parts = parts
    }

    /// This template with another in place of its `{{>main}}`.
    func around(_ page: Template) -> Template {
        Template(
            parts.flatMap { part in
                if case .main = part { page.parts } else { [part] }
            })
    }

    /// The template with the values of `page`, in UTF-8.
    func render(_ page: any TemplateContext) -> [UInt8] {
        var html: [UInt8] = []
        html.reserveCapacity(8192)
        var contexts: [any TemplateContext] = [page]
        Self.render(parts, &contexts, &html)
        return html
    }

    /// - Parameter contexts: where names are looked for, the last one first.
    private static func render(_ parts: [Part], _ contexts: inout [any TemplateContext], _ html: inout [UInt8]) {
        for part in parts {
            switch part {
            case .text(let text): html.append(contentsOf: text)
            case .value(let name):
                switch value(name, contexts) {
                case .text(let text): html.appendHTML(text)
                case .number(let number): html.append(contentsOf: String(number).utf8)
                case .flag, .context, .list, .absent: break
                }
            case .section(let name, let isInverted, let parts):
                let value = value(name, contexts)
                guard value.isShown != isInverted else { continue }
                switch value {
                case .text(let text): render(parts, of: [text], &contexts, &html)
                case .context(let context): render(parts, of: [context], &contexts, &html)
                case .list(let members) where !members.isEmpty: render(parts, of: members, &contexts, &html)
                default: render(parts, &contexts, &html)
                }
            case .main: break
            }
        }
    }

    private static func render(
        _ parts: [Part], of members: [any TemplateContext], _ contexts: inout [any TemplateContext],
        _ html: inout [UInt8]
    ) {
        for member in members {
            contexts.append(member)
            render(parts, &contexts, &html)
            contexts.removeLast()
        }
    }

    private static func value(_ name: String, _ contexts: [any TemplateContext]) -> TemplateValue {
        for context in contexts.reversed() {
            if let value = context.value(name) { return value }
        }
        return .absent
    }
}
