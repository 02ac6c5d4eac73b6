/// The values of base.html, which surrounds every page.
struct Layout: TemplateContext {
    enum Name: Int, CaseIterable {
        case pageTitle, flashes, hasFlashes, token, notesLink, newNoteLink, styleSheetLink, iconLink
    }

    let pageTitle: String
    let flashes: [String]
    /// The token for the page's form; empty if the page has no form.
    let token: String

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .pageTitle: .text(pageTitle)
        case .flashes: .texts(flashes)
        case .hasFlashes: .flag(!flashes.isEmpty)
        case .token: .text(token)
        case .notesLink: .text(links.notes)
        case .newNoteLink: .text(links.newNote)
        case .styleSheetLink: .text(links.styleSheet)
        case .iconLink: .text(links.icon)
        }
    }
}
