import Notes

/// A store that returns the same notes from memory and ignores writes.
struct MemoryStore: NoteStore {
    let notes: [Note]

    func version(since _: ContinuousClock.Instant) -> Int64? { 0 }

    func check() throws {}

    var statistics: StoreStatistics { StoreStatistics() }

    func lend(_ id: Int64, to body: (LentNote) throws -> Void) throws { try notes[0].lend(to: body) }

    func lend(_ query: NoteQuery, to body: (LentNote) throws -> Void) throws -> PageSummary {
        for note in notes { try note.lend(to: body) }
        return PageSummary(total: notes.count)
    }

    func position(of id: Int64, in order: NoteQuery.Order) throws -> Int? { notes.firstIndex { $0.id == id } }

    func id(titled title: String) throws -> Int64? { nil }
    func notes(linkingTo note: Note) throws -> LinkingNotes { .empty }
    func tags() throws -> TagList { TagList(tags: [], isUpToDate: true) }

    func create(_ fields: NoteFields, by user: String?, key: IdempotencyKey?) throws -> (note: Note, isRepeated: Bool) {
        (notes[0], false)
    }

    func created(with key: IdempotencyKey, by user: String?) throws -> Note? { nil }

    func update(_ id: Int64, _ changes: NoteChanges, by user: String?, if condition: VersionCondition?) throws -> Note {
        notes[0]
    }

    func delete(_ id: Int64, by user: String?, if condition: VersionCondition?) throws -> Note { notes[0] }

    var retention: Retention { Retention() }

    func revision(_ version: NoteVersion?, of id: Int64) throws -> NoteRevision {
        NoteRevision(note: notes[0])
    }

    func comparedRevision(_ version: NoteVersion, of id: Int64) throws -> ComparedRevision {
        let revision = try revision(version, of: id)
        return ComparedRevision(revision: revision, next: nil, newest: revision)
    }

    func history(of id: Int64, offset: Int, size: Int) throws -> NoteHistory {
        NoteHistory(newest: NoteRevision(note: notes[0]), revisions: [], total: 0)
    }

    func trash(_ query: NoteQuery) throws -> RevisionPage { RevisionPage(revisions: [], total: 0) }

    func restore(_ id: Int64, to version: NoteVersion?, by user: String?, if condition: StateCondition?) throws
        -> Note
    {
        notes[0]
    }

    func purge(_ id: Int64, _ version: NoteVersion?, if condition: VersionCondition?) throws {}

    func emptyTrash(upTo mark: Int64) throws -> Int { 0 }

    func close() {}
}
