import Notes

/// Lists the versions of a note, 20 on a page.
struct HistoryPage: PageContent {
    enum Name: Int, CaseIterable {
        case noteTitle, noteLink, isDeleted, trashLink, versions, hasVersions, navigation
    }

    static let templates = ["notes/history.html"]
    static let size = 20

    let history: NoteHistory
    let paging: Paging

    private var newest: NoteRevision { history.newest }

    var title: String { paging.title("History: \(newest.note.shownTitle)", total: history.total) }

    static func members(of name: Name) -> (any TemplateContext.Type)? {
        switch name {
        case .versions: VersionItem.self
        case .navigation: PageNavigation.self
        default: nil
        }
    }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .noteTitle: .text(newest.note.shownTitle)
        case .noteLink: .address(newest.isDeletion ? nil : links.note(newest.note.id))
        case .isDeleted: .flag(newest.isDeletion)
        case .trashLink: .text(links.trash)
        case .versions: .contexts(history.revisions.map(VersionItem.init))
        case .hasVersions: .flag(!history.revisions.isEmpty)
        case .navigation:
            .context(PageNavigation(paging, total: history.total) { [newest] in $1.history(newest.note.id, page: $0) })
        }
    }
}

/// A version in the list.
struct VersionItem: TemplateContext {
    enum Name: Int, CaseIterable {
        case versionLink, versionTitle, changed, changes, user, isPinned, isCurrent, deleted, deletedBy
    }

    let revision: NoteRevision

    static func members(of name: Name) -> (any TemplateContext.Type)? {
        name == .changed || name == .deleted ? Moment.self : nil
    }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .versionLink: .text(links.version(revision.note.version, of: revision.note.id))
        case .versionTitle: .text(revision.note.shownTitle)
        case .changed: .context(revision.note.updatedAt.map(Moment.init))
        case .changes: .text(changes)
        case .user: .text(revision.user)
        case .isPinned: .flag(revision.note.isPinned)
        case .isCurrent: .flag(revision.endedAt == nil)
        case .deleted: .context(revision.isDeletion ? revision.endedAt.map(Moment.init) : nil)
        case .deletedBy: .text(revision.deletedBy)
        }
    }

    /// Says how this version differs from the version before it.
    private var changes: String {
        guard let columns = revision.changes else { return "Oldest version" }
        let names = [(Note.Column.title, "title"), (.content, "text"), (.isPinned, "pin")]
            .filter { columns.contains($0.0) }.map(\.1)
        return names.isEmpty ? "Same text as before" : "Changed: \(names.joined(separator: ", "))"
    }
}
