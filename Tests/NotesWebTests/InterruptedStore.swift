import Locking
import Notes

/// A store in which somebody else writes just before a note is changed, deleted or restored.
struct InterruptedStore: NoteStore {
    let store: any NoteStore
    /// The writes of others, in this order: one before each call of `update`, `delete`, `restore` or
    /// `purge`.
    let interruptions: Locked<[@Sendable (any NoteStore) throws -> Void]>

    init(_ store: any NoteStore, _ interruptions: [@Sendable (any NoteStore) throws -> Void]) {
        self.store = store
        self.interruptions = Locked(interruptions)
    }

    private func interrupt() throws {
        try interruptions.withLock { $0.isEmpty ? nil : $0.removeFirst() }?(store)
    }

    func update(_ id: Int64, _ changes: NoteChanges, by user: String?, if condition: VersionCondition?) throws -> Note {
        try interrupt()
        return try store.update(id, changes, by: user, if: condition)
    }

    func restore(_ id: Int64, to version: NoteVersion?, by user: String?, if condition: StateCondition?) throws
        -> Note
    {
        try interrupt()
        return try store.restore(id, to: version, by: user, if: condition)
    }

    func version(since time: ContinuousClock.Instant) throws -> Int64? { try store.version(since: time) }
    var statistics: StoreStatistics { store.statistics }
    var retention: Retention { store.retention }

    func check() throws { try store.check() }
    func lend(_ id: Int64, to body: (LentNote) throws -> Void) throws { try store.lend(id, to: body) }
    func lend(_ query: NoteQuery, to body: (LentNote) throws -> Void) throws -> PageSummary {
        try store.lend(query, to: body)
    }
    func position(of id: Int64, in order: NoteQuery.Order) throws -> Int? { try store.position(of: id, in: order) }
    func id(titled title: String) throws -> Int64? { try store.id(titled: title) }
    func notes(linkingTo note: Note) throws -> LinkingNotes { try store.notes(linkingTo: note) }
    func tags() throws -> TagList { try store.tags() }
    func create(_ fields: NoteFields, by user: String?, key: IdempotencyKey?) throws -> (note: Note, isRepeated: Bool) {
        try store.create(fields, by: user, key: key)
    }
    func created(with key: IdempotencyKey, by user: String?) throws -> Note? {
        try store.created(with: key, by: user)
    }
    func delete(_ id: Int64, by user: String?, if condition: VersionCondition?) throws -> Note {
        try interrupt()
        return try store.delete(id, by: user, if: condition)
    }
    func revision(_ version: NoteVersion?, of id: Int64) throws -> NoteRevision { try store.revision(version, of: id) }
    func comparedRevision(_ version: NoteVersion, of id: Int64) throws -> ComparedRevision {
        try store.comparedRevision(version, of: id)
    }
    func history(of id: Int64, offset: Int, size: Int) throws -> NoteHistory {
        try store.history(of: id, offset: offset, size: size)
    }
    func trash(_ query: NoteQuery) throws -> RevisionPage { try store.trash(query) }
    func purge(_ id: Int64, _ version: NoteVersion?, if condition: VersionCondition?) throws {
        try interrupt()
        try store.purge(id, version, if: condition)
    }
    func emptyTrash(upTo mark: Int64) throws -> Int { try store.emptyTrash(upTo: mark) }
    func close() { store.close() }
}
