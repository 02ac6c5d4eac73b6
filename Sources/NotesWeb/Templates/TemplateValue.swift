/// The value of a name in a template.
enum TemplateValue {
    case text(String)
    case number(Int64)
    case flag(Bool)
    case texts([String])
    case context(any TemplateContext)
    case contexts([any TemplateContext])
    /// The name is known, and there is nothing to show.
    case absent

    /// Whether a section with this value is shown.
    var isShown: Bool {
        switch self {
        case .flag(let flag): flag
        case .texts(let texts): !texts.isEmpty
        case .contexts(let contexts): !contexts.isEmpty
        case .absent: false
        case .text, .number, .context: true
        }
    }

    static func text(_ text: String?) -> TemplateValue { text.map { .text($0) } ?? .absent }

    static func number(_ number: Int) -> TemplateValue { .number(Int64(number)) }

    static func context(_ context: (any TemplateContext)?) -> TemplateValue { context.map { .context($0) } ?? .absent }
}
