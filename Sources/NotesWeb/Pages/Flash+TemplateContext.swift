import Notes

extension Flash: TemplateContext {
    enum Name: Int, CaseIterable { case text, undo }

    static func members(of name: Name) -> (any TemplateContext.Type)? { name == .undo ? Undo.self : nil }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .text: .text(text)
        case .undo: .context(undo)
        }
    }
}

extension Flash.Undo: TemplateContext {
    enum Name: Int, CaseIterable { case action, version, current }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .action: .address(links.restore(id))
        case .version: .text(version.description)
        case .current: .text(NoteState(version: current ?? version, isDeleted: current == nil).description)
        }
    }
}
