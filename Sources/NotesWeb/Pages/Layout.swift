/// The values of base.html, which surrounds every page.
struct Layout: TemplateContext {
    enum Name: Int, CaseIterable {
        case pageTitle, version, flashes, hasFlashes, token, notesLink, newNoteLink, tagsLink, trashLink, helpLink,
            styleSheetLink, iconLink, touchIconLink, manifestLink, timesScriptLink, scriptLink
    }

    let pageTitle: String
    /// The version of the service.
    let version: String
    let flashes: [Flash]
    /// The token for the forms of the page and of its flashes; empty if there is no form.
    let token: String

    static func members(of name: Name) -> (any TemplateContext.Type)? { name == .flashes ? Flash.self : nil }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .pageTitle: .text(pageTitle)
        case .version: .text(version)
        case .flashes: .contexts(flashes)
        case .hasFlashes: .flag(!flashes.isEmpty)
        case .token: .text(token)
        case .notesLink: .text(links.notes)
        case .newNoteLink: .text(links.newNote)
        case .tagsLink: .text(links.tags)
        case .trashLink: .text(links.trash)
        case .helpLink: .text(links.help)
        case .styleSheetLink: .text(links.styleSheet)
        case .iconLink: .text(links.icon)
        case .touchIconLink: .text(links.touchIcon)
        case .manifestLink: .text(links.manifest)
        case .timesScriptLink: .text(links.timesScript)
        case .scriptLink: .text(links.script)
        }
    }
}
