import Notes

/// A store in which every id has a note with the same content. Nothing ever changes.
struct FixedStore: StoreWithoutHistory {
    struct ReadOnly: Error {}

    let content: String

    func version(since _: ContinuousClock.Instant) -> Int64? { 1 }

    func check() throws {}

    var statistics: StoreStatistics { StoreStatistics() }

    func note(_ id: Int64) -> Note {
        Note(id: id, title: "note \(id)", content: content, isPinned: false, createdAt: nil, updatedAt: nil)
    }

    func page(_ query: NoteQuery) -> NotePage { NotePage(notes: (1...10).map(note), summary: PageSummary(total: 10)) }
    func position(of id: Int64, in order: NoteQuery.Order) -> Int? { Int(id) - 1 }
    func create(_ fields: NoteFields, by user: String?, key: IdempotencyKey?) throws -> (note: Note, isRepeated: Bool) {
        throw ReadOnly()
    }
    func update(_ id: Int64, _ changes: NoteChanges, by user: String?, if condition: VersionCondition?) throws -> Note {
        throw ReadOnly()
    }
    func delete(_ id: Int64, by user: String?, if condition: VersionCondition?) throws -> Note { throw ReadOnly() }
    func close() {}
}
