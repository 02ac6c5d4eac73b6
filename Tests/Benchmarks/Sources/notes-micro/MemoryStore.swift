import Notes

/// A store that returns the same notes from memory and ignores writes.
struct MemoryStore: NoteStore {
    let notes: [Note]

    var version: Int64 { 0 }

    func check() throws {}

    var statistics: StoreStatistics { StoreStatistics() }

    func note(_ id: Int64) throws -> Note { notes[0] }

    func page(_ query: NoteQuery) throws -> NotePage { NotePage(notes: notes, total: notes.count) }

    func create(_ fields: NoteFields) throws -> Note { notes[0] }

    func update(_ id: Int64, _ changes: NoteChanges) throws -> Note { notes[0] }

    func delete(_ id: Int64) throws {}

    func close() {}
}
