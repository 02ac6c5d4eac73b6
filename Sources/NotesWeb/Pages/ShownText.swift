import Locking
import Markdown

/// The text of a note, formatted as HTML by `PageRenderer.format`.
struct ShownText: TemplateContext {
    enum Name: Int, CaseIterable { case html, isTooComplex }

    let html: MarkdownHTML
    /// The permit for a large text. Other large texts wait until this value is freed.
    let permit: Permits.Permit?

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .html: .html(html)
        case .isTooComplex: .flag(!html.isWithinLimits)
        }
    }
}
