import Markdown
import UTF8Text

/// A parsed template: text, and tags of a subset of Mustache (https://mustache.github.io/mustache.5.html).
///
/// - `{{name}}` shows a value, escaped. No tag shows a text unescaped; `TemplateValue.html` is
///   the only value that is shown as it is.
/// - `{{#name}}…{{/name}}` is shown once for each member of a list, or once for any value but nil and false. Inside, a
///   name is looked up in the member first, then outside. `{{.}}` shows the member if it is a text.
/// - `{{^name}}…{{/name}}` is shown when `{{#name}}` is not.
/// - `{{! … }}` is a comment.
/// - `{{>main}}` shows the page. It must stand once in base.html and nowhere else.
/// - `{{>name}}` includes a partial: a file that several templates share.
///
/// A line that contains nothing but one tag disappears, unless the tag shows a value.
struct Template: Sendable {
    /// A name in a template, and the context that has this name.
    struct Name: Sendable {
        /// The position of the context, counted from the outermost: 0 is the context of base.html, 1 that of the page.
        let level: Int
        /// The raw value of the context's `Name`.
        let rawValue: Int
        let context: any TemplateContext.Type
    }

    struct Section: Sendable {
        let isInverted: Bool
        /// Whether the value is one or more contexts, whose names the parts may use.
        let opensContext: Bool
        /// Whether the parts use no names of other contexts.
        let isSelfContained: Bool
    }

    enum Part: Sendable {
        case text([UInt8])
        case value(Name)
        indirect case section(Name, Section, [Part])
        /// `{{.}}`
        case member
        case main
    }

    private let parts: [Part]
    private let steps: TemplateSteps

    /// - Parameters:
    ///   - contexts: the types of the contexts whose names the template may use, the outermost first.
    ///   - partials: the texts of the partials by their names.
    ///   - isBase: whether this is base.html, which surrounds every page.
    /// - Throws: `TemplateError` for the first wrong tag.
    init(
        _ text: String, contexts: [any TemplateContext.Type], partials: [String: String] = [:], isBase: Bool = false
    ) throws(TemplateError) {
        self.init(try TemplateParser.parse(text, contexts: contexts, partials: partials, isBase: isBase), links: nil)
    }

    private init(_ parts: [Part], links: Links?) {
        self.parts = parts
        steps = TemplateSteps(parts, links: links)
    }

    /// Returns a template that has the constant values of all contexts as text. It renders the same, but faster.
    ///
    /// - Parameter links: the only ones with which the template can be rendered.
    func withConstants(_ links: Links) -> Template { Template(parts, links: links) }

    /// Renders the template as UTF-8.
    ///
    /// - Parameters:
    ///   - contexts: one of each type that the initializer got, in the same order.
    ///   - main: the template that replaces `{{>main}}`, and its innermost context. Its other contexts are `contexts`.
    func render(
        _ contexts: [any TemplateContext], main: (template: Template, context: any TemplateContext)? = nil, links: Links
    ) -> [UInt8] {
        var outer = contexts
        guard let innermost = outer.popLast() else { return [] }
        outer.reserveCapacity(8)
        var rendering = Rendering(contexts: outer, main: main, links: links)
        rendering.append(steps, steps.all, of: innermost)
        return rendering.html.bytes
    }

    private struct Rendering: ~Copyable {
        /// The outer contexts, the outermost first.
        var contexts: [any TemplateContext]
        let main: (template: Template, context: any TemplateContext)?
        let links: Links
        var html = UTF8Buffer(capacity: 16 << 10)

        /// - Parameters:
        ///   - context: the innermost context.
        ///   - member: what `{{.}}` shows.
        mutating func append(
            _ steps: TemplateSteps, _ range: Range<Int>, of context: any TemplateContext, member: String? = nil
        ) {
            var index = range.lowerBound
            while index < range.upperBound {
                defer { index += 1 }
                switch steps.list[index] {
                case .text(let range): steps.withText(range) { html.append($0) }
                case .value(let name):
                    switch value(name, context) {
                    case .text(let text?): html.appendHTML(text)
                    case .address(let address?): html.appendHTML(address)
                    case .number(let number): append(number)
                    case .time(let time, let form): html.append(time, form)
                    case .html(let text): text.bytes.withUnsafeBytes { html.append($0) }
                    case .text, .address, .flag, .texts, .context, .contexts: break
                    }
                case .member:
                    if let member { html.appendHTML(member) }
                case .section(let name, let section, let end):
                    let inside = (index + 1)..<end
                    index = end - 1
                    let value = value(name, context)
                    guard value.isShown != section.isInverted else { continue }
                    switch consume value {
                    case .text(let text?): append(steps, inside, of: context, member: text)
                    case .address(let address?): append(steps, inside, of: context, member: address.text)
                    case .texts(let texts) where !section.isInverted:
                        for text in texts { append(steps, inside, of: context, member: text) }
                    case .context(let inner?) where section.opensContext: append(steps, inside, of: inner, in: context)
                    case .contexts(let contexts) where section.opensContext:
                        for inner in contexts {
                            if let rendered = inner.rendered, rendered.section == inside.lowerBound {
                                rendered.html.withUnsafeBytes { html.append($0) }
                                continue
                            }
                            let start = html.count
                            append(steps, inside, of: inner, in: context)
                            if section.isSelfContained {
                                html.withBytes(from: start) { inner.keep($0, of: inside.lowerBound) }
                            }
                        }
                    default: append(steps, inside, of: context, member: member)
                    }
                case .main:
                    if let main { append(main.template.steps, main.template.steps.all, of: main.context, in: context) }
                }
            }
        }

        /// Appends a number with a comma after its thousands: `12,345`.
        private mutating func append(_ number: Int) {
            let digits = String(number).utf8
            for (index, digit) in digits.enumerated() {
                if index > 0 && (digits.count - index) % 3 == 0 { html.append(UInt8(ascii: ",")) }
                html.append(digit)
            }
        }

        private mutating func append(
            _ steps: TemplateSteps, _ range: Range<Int>, of inner: any TemplateContext, in context: any TemplateContext
        ) {
            contexts.append(context)
            append(steps, range, of: inner)
            contexts.removeLast()
        }

        private func value(_ name: Name, _ context: any TemplateContext) -> TemplateValue {
            // Most names are those of the innermost context. To take it out of an array would cost more than most values.
            if name.level == contexts.count { return context.value(at: name.rawValue, links) }
            return contexts[name.level].value(at: name.rawValue, links)
        }
    }
}
