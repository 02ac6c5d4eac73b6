import Markdown

/// Something that people write in Markdown, and how a note shows it.
struct HelpExample: TemplateContext {
    enum Name: Int, CaseIterable { case source, result }

    let source: String

    static let all = [
        "# Heading\n## Smaller heading", "**bold**, *italic*, ~~crossed out~~",
        "- a list\n- with entries\n  - and more inside",
        "1. first\n2. second", "- [ ] to do\n- [x] done", "https://example.org\n[a link](https://example.org)",
        "#garden and #work/plans are tags", "[[Shopping list]]\n[[Shopping list|what to buy]]",
        "> a quotation",
        "`code` in a line\n```\ncode in lines\n    of its own\n```", "| day | meal |\n| --- | --- |\n| Monday | soup |",
        "above\n\n---\n\nbelow", "\\*not italic\\*",
    ].map(HelpExample.init)

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .source: .text(source)
        case .result: .html(MarkdownHTML(source, boxes: .disabled, links: links.mentions))
        }
    }
}
