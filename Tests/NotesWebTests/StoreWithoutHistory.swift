import Notes

/// A store of a test that keeps no past of its notes, and no tags.
protocol StoreWithoutHistory: NoteStore {
    func note(_ id: Int64) throws -> Note
    func page(_ query: NoteQuery) throws -> NotePage
}

extension StoreWithoutHistory {
    func lend(_ id: Int64, to body: (LentNote) throws -> Void) throws { try note(id).lend(to: body) }

    func lend(_ query: NoteQuery, to body: (LentNote) throws -> Void) throws -> PageSummary {
        let page = try page(query)
        for note in page.notes { try note.lend(to: body) }
        return page.summary
    }

    var retention: Retention { Retention() }

    func revision(_ version: NoteVersion?, of id: Int64) throws -> NoteRevision {
        NoteRevision(note: try note(id))
    }

    func comparedRevision(_ version: NoteVersion, of id: Int64) throws -> ComparedRevision {
        let revision = try revision(version, of: id)
        return ComparedRevision(revision: revision, next: nil, newest: revision)
    }

    func created(with key: IdempotencyKey, by user: String?) throws -> Note? { nil }
    func history(of id: Int64, offset: Int, size: Int) throws -> NoteHistory { throw NotesError.notFound }
    func trash(_ query: NoteQuery) throws -> RevisionPage { RevisionPage(revisions: [], total: 0) }
    func restore(_ id: Int64, to version: NoteVersion?, by user: String?, if condition: StateCondition?) throws
        -> Note
    {
        throw NotesError.notFound
    }
    func purge(_ id: Int64, _ version: NoteVersion?, if condition: VersionCondition?) throws {
        throw NotesError.notFound
    }
    func id(titled title: String) throws -> Int64? { nil }
    func notes(linkingTo note: Note) throws -> LinkingNotes { .empty }
    func tags() throws -> TagList { TagList(tags: [], isUpToDate: true) }
    func emptyTrash(upTo mark: Int64) throws -> Int { 0 }
}
