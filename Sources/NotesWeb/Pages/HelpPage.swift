import Notes

/// Explains Markdown, the search, what is kept, and the limits.
struct HelpPage: PageContent {
    enum Name: Int, CaseIterable { case examples, maximumTitleLength, maximumTextLength, keptFor, isKept, trashLink }

    static let templates = ["help.html"]

    let retention: Retention

    var title: String { "Help" }

    static func members(of name: Name) -> (any TemplateContext.Type)? { name == .examples ? HelpExample.self : nil }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .examples: .contexts(HelpExample.all)
        case .maximumTitleLength: .number(NoteDraft.maximumTitleLength)
        case .maximumTextLength: .text("\(NoteDraft.maximumContentBytes >> 20) MiB")
        case .keptFor: .text(retention.shownTrashTime)
        case .isKept: .flag(retention.trashDays != 0)
        case .trashLink: .text(links.trash)
        }
    }
}
