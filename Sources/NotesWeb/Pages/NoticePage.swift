/// Explains why a button of a note changed nothing.
struct NoticePage: PageContent {
    enum Name: Int, CaseIterable { case heading, explanation, line, noteLink, trashLink }

    static let templates = ["notes/notice.html"]

    let title: String
    let explanation: String
    /// The line that the user wanted to add; nil for other buttons.
    var line: String?
    /// The note that the page links to; nil for the trash.
    var id: Int64?

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .heading: .text(title)
        case .explanation: .text(explanation)
        case .line: .text(line)
        case .noteLink: .address(id.map { links.note($0) })
        case .trashLink: .text(id == nil ? links.trash : nil)
        }
    }
}
