import Markdown
import Notes

/// The value of a name in a template.
enum TemplateValue {
    /// nil shows nothing.
    case text(String?)
    /// nil shows nothing.
    case address(NoteAddress?)
    /// A number that is not negative. It is shown with commas: `12,345`.
    case number(Int)
    case time(Timestamp, TimeForm)
    case flag(Bool)
    /// HTML that is shown as it is. `MarkdownHTML` never contains anything but known elements and escaped text.
    case html(MarkdownHTML)
    case texts([String])
    /// nil shows nothing.
    case context((any TemplateContext)?)
    case contexts([any TemplateContext])

    /// Whether a section with this value is shown.
    var isShown: Bool {
        switch self {
        case .flag(let flag): flag
        case .texts(let texts): !texts.isEmpty
        case .contexts(let contexts): !contexts.isEmpty
        case .text(let text): text != nil
        case .address(let address): address != nil
        case .context(let context): context != nil
        case .number, .time, .html: true
        }
    }
}
