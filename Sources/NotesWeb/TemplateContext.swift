/// Something that a template shows values of.
protocol TemplateContext: Sendable {
    /// The value of a name; nil if it is not one of this context's names.
    func value(_ name: String) -> TemplateValue?
}

/// What stands behind a name in a template.
enum TemplateValue {
    case text(String)
    case number(Int64)
    case flag(Bool)
    case context(any TemplateContext)
    case list([any TemplateContext])
    /// The name is known, and there is nothing to show.
    case absent

    /// Whether a section of this value is there.
    var isShown: Bool {
        switch self {
        case .flag(let flag): flag
        case .list(let members): !members.isEmpty
        case .absent: false
        case .text, .number, .context: true
        }
    }

    static func text(_ text: String?) -> TemplateValue { text.map { .text($0) } ?? .absent }

    static func number(_ number: Int) -> TemplateValue { .number(Int64(number)) }

    static func context(_ context: (any TemplateContext)?) -> TemplateValue { context.map { .context($0) } ?? .absent }
}

/// In a section of its own, a text is `{{.}}`.
extension String: TemplateContext {
    func value(_ name: String) -> TemplateValue? { name == "." ? .text(self) : nil }
}
