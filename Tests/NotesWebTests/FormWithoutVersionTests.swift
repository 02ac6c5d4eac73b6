import HTTPTypes
import HTTPValues
import Locking
import Notes
import Testing

@testable import NotesWeb

/// Forms of the tutorial's app have no version.
@Suite struct FormWithoutVersionTests {
    /// A store whose note is different each time it is read, because other programs change it without pause.
    private final class BusyStore: StoreWithoutHistory {
        let reads = Locked(0)
        let saved = Locked<NoteChanges?>(nil)

        func version(since _: ContinuousClock.Instant) -> Int64? { 1 }
        var statistics: StoreStatistics { StoreStatistics() }

        func check() {}

        func note(_ id: Int64) -> Note {
            let number = reads.withLock { reads in
                reads += 1
                return reads
            }
            return Note(
                id: id, title: "title", content: "first\nread \(number)", isPinned: false, createdAt: nil,
                updatedAt: nil)
        }

        func update(_ id: Int64, _ changes: NoteChanges, by user: String?, if condition: VersionCondition?) -> Note {
            saved.withLock { $0 = changes }
            return changes.content.map {
                Note(id: id, title: "title", content: $0, isPinned: false, createdAt: nil, updatedAt: nil)
            } ?? note(id)
        }

        func page(_ query: NoteQuery) throws -> NotePage { throw NotesError.notFound }
        func position(of id: Int64, in order: NoteQuery.Order) throws -> Int? { nil }
        func create(_ fields: NoteFields, by user: String?, key: IdempotencyKey?) throws -> (
            note: Note, isRepeated: Bool
        ) {
            throw NotesError.notFound
        }
        func delete(_ id: Int64, by user: String?, if condition: VersionCondition?) throws -> Note {
            throw NotesError.notFound
        }
        func close() {}
    }

    /// It replaces the text, although the note was changed in the same moment.
    @Test func itReplacesTheText() throws {
        let store = BusyStore()
        let app = try TestApp(store: store)
        let response = app.post("/notes/1/edit", ["title": "title", "content": "first\nmine"])
        #expect(response.status == .seeOther)
        #expect(store.saved.withLock { $0?.content } == "first\nmine")
    }
}
