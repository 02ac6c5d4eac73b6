import Notes

/// Lists the deleted notes.
struct TrashPage: PageContent {
    enum Name: Int, CaseIterable {
        case query, isSearch, deletedNotes, hasNotes, isEmpty, total, isOne, keptFor, isKept, trashLink,
            emptyLink, navigation
    }

    static let templates = ["notes/trash.html"]
    static let hasForm = true

    /// The text that was searched for in titles; empty if the page shows all deleted notes.
    let query: String
    let page: RevisionPage
    let paging: Paging
    let retention: Retention

    var title: String {
        paging.title(query.isEmpty ? "Trash" : "Search in the trash: \(query)", total: page.total)
    }

    static func members(of name: Name) -> (any TemplateContext.Type)? {
        switch name {
        case .deletedNotes: DeletedNoteItem.self
        case .navigation: PageNavigation.self
        default: nil
        }
    }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .query: .text(query)
        case .isSearch: .flag(!query.isEmpty)
        case .deletedNotes: .contexts(page.revisions.map(DeletedNoteItem.init))
        case .hasNotes: .flag(!page.revisions.isEmpty)
        case .isEmpty: .flag(page.total == 0)
        case .total: .number(page.total)
        case .isOne: .flag(page.total == 1)
        case .keptFor: .text(retention.shownTrashTime)
        case .isKept: .flag(retention.trashDays != 0)
        case .trashLink: .text(links.trash)
        case .emptyLink: .text(links.emptyTrash)
        case .navigation:
            .context(PageNavigation(paging, total: page.total) { [query] in $1.trash(page: $0, search: query) })
        }
    }
}

/// A deleted note in the list.
struct DeletedNoteItem: TemplateContext {
    enum Name: Int, CaseIterable {
        case noteTitle, versionLink, excerpt, deleted, deletedBy, restoreAction, version, current, purgeLink
    }

    let revision: NoteRevision

    static func members(of name: Name) -> (any TemplateContext.Type)? { name == .deleted ? Moment.self : nil }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        let (id, version) = (revision.note.id, revision.note.version)
        return switch name {
        case .noteTitle: .text(revision.note.shownTitle)
        case .versionLink: .text(links.version(version, of: id))
        case .excerpt: .text(revision.note.excerpt)
        case .deleted: .context(revision.endedAt.map(Moment.init))
        case .deletedBy: .text(revision.deletedBy)
        case .restoreAction: .address(links.restore(id))
        case .version: .text(version.description)
        case .current: .text(revision.state.description)
        case .purgeLink: .text(links.purge(id, version))
        }
    }
}
