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

    static func constant(_ name: Name, _ links: Links) -> String? {
        switch name {
        case .notesLink: links.notes
        case .newNoteLink: links.newNote
        case .tagsLink: links.tags
        case .trashLink: links.trash
        case .helpLink: links.help
        case .styleSheetLink: links.styleSheet
        case .iconLink: links.icon
        case .touchIconLink: links.touchIcon
        case .manifestLink: links.manifest
        case .timesScriptLink: links.timesScript
        case .scriptLink: links.script
        case .pageTitle, .version, .flashes, .hasFlashes, .token: nil
        }
    }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .pageTitle: .text(pageTitle)
        case .version: .text(version)
        case .flashes: .contexts(flashes)
        case .hasFlashes: .flag(!flashes.isEmpty)
        case .token: .text(token)
        case .notesLink, .newNoteLink, .tagsLink, .trashLink, .helpLink, .styleSheetLink, .iconLink, .touchIconLink,
            .manifestLink, .timesScriptLink, .scriptLink:
            .text(Self.constant(name, links))
        }
    }
}
