/// A parsed template: text, and tags of a subset of Mustache (https://mustache.github.io/mustache.5.html).
///
/// - `{{name}}` shows a value, escaped. There is no tag that shows a value unescaped.
/// - `{{#name}}…{{/name}}` is shown once for each member of a list, or once for a value that is neither absent nor false. Inside,
///   a name is searched in the member first, then outside. `{{.}}` is the member itself, if the member is a text.
/// - `{{^name}}…{{/name}}` is shown when `{{#name}}` is not.
/// - `{{! … }}` is a comment.
/// - `{{>main}}` shows the page. It stands once, in base.html.
///
/// If a tag other than a value's stands alone on its line, the whole line disappears.
struct Template: Sendable {
    /// A name of a context.
    struct Name: Sendable {
        /// The position of the context among the open ones: 0 is base.html's, 1 the page's.
        let level: Int
        /// The raw value of the context's `Name`.
        let rawValue: Int
    }

    enum Part: Sendable {
        case text([UInt8])
        case value(Name)
        /// `opensContext` tells whether the value consists of contexts, whose names the parts may use.
        indirect case section(Name, isInverted: Bool, opensContext: Bool, [Part])
        /// `{{.}}`
        case member
        case main
    }

    private let parts: [Part]

    /// - Parameters:
    ///   - contexts: the types of the contexts whose names the template may use, the outermost first.
    ///   - isBase: whether the template is the one around all others.
    /// - Throws: `TemplateError` for the first wrong tag.
    init(_ text: String, contexts: [any TemplateContext.Type], isBase: Bool = false) throws(TemplateError) {
        parts = try TemplateParser.parse(text, contexts: contexts, isBase: isBase)
    }

    /// Renders the template as UTF-8.
    ///
    /// - Parameters:
    ///   - contexts: of the types that the initializer got.
    ///   - main: is shown instead of `{{>main}}`.
    func render(_ contexts: [any TemplateContext], main: Template? = nil, links: Links) -> [UInt8] {
        var rendering = Rendering(contexts: contexts, main: main?.parts ?? [], links: links)
        rendering.html.reserveCapacity(8192)
        rendering.append(parts, member: nil)
        return rendering.html
    }

    private struct Rendering {
        var contexts: [any TemplateContext]
        let main: [Part]
        let links: Links
        var html: [UInt8] = []

        mutating func append(_ parts: [Part], member: String?) {
            for part in parts {
                switch part {
                case .text(let text): html.append(contentsOf: text)
                case .value(let name):
                    switch value(name) {
                    case .text(let text?): html.appendHTML(text)
                    case .number(let number): html.append(contentsOf: String(number).utf8)
                    case .text, .flag, .texts, .context, .contexts: break
                    }
                case .member:
                    if let member { html.appendHTML(member) }
                case .section(let name, let isInverted, let opensContext, let parts):
                    let value = value(name)
                    guard value.isShown != isInverted else { continue }
                    switch value {
                    case .text(let text?): append(parts, member: text)
                    case .texts(let texts) where !isInverted: for text in texts { append(parts, member: text) }
                    case .context(let context?) where opensContext: append(parts, of: context)
                    case .contexts(let contexts) where opensContext && !isInverted:
                        for context in contexts { append(parts, of: context) }
                    default: append(parts, member: member)
                    }
                case .main: append(main, member: nil)
                }
            }
        }

        private mutating func append(_ parts: [Part], of context: any TemplateContext) {
            contexts.append(context)
            append(parts, member: nil)
            contexts.removeLast()
        }

        private func value(_ name: Name) -> TemplateValue {
            contexts[name.level].value(at: name.rawValue, links)
        }
    }
}
