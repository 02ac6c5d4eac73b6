#if PostgreSQL
import Notes
import NotesPostgres
import StoreContract
import TestSupport
import Testing

/// Two responders use one database.
@Suite struct TwoStoresTests {
    private let test: TestStore
    private let other: PostgresNoteStore

    init() throws {
        test = try TestStore()
        other = try PostgresNoteStore(test.address, connections: 6)
    }

    @Test func eachSeesTheWritesOfTheOtherAtOnce() throws {
        let note = try test.store.create("one", "milk")
        #expect(try other.search("milk") == ["one"])
        try other.update(note.id, content: "bread")
        #expect(try test.store.search("milk").isEmpty)
        #expect(try test.store.note(note.id).content == "bread")
        #expect(try test.store.search("bread") == ["one"])
        try test.store.delete(note.id)
        #expect(try other.page(NoteQuery()).total == 0)
        #expect(try other.restore(note.id).content == "bread")
        other.close()
        test.store.close()
    }

    /// Both index while both write. No change may stay unindexed, and no index entry may be older than its note.
    @Test func everyTextIsFoundAfterManyConcurrentWrites() async throws {
        let stores: [any NoteStore] = [test.store, other]
        let ids = try (0..<20).map { _ in try test.store.create("note", "begin").id }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    let store = stores[writer % 2]
                    for number in 0..<60 {
                        let id = ids[(number * 7 + writer) % ids.count]
                        try store.update(id, content: "writer\(writer)x number\(number)x")
                        if number % 9 == 0 { try store.create("new", "writer\(writer)x new\(number)x") }
                    }
                }
            }
            try await group.waitForAll()
        }
        try test.waitUntilIndexed()
        let all = try test.store.page(NoteQuery(size: 1000))
        #expect(all.total == all.notes.count)
        for note in all.notes {
            #expect(try other.page(NoteQuery(text: note.content)).notes.map(\.content).contains(note.content))
        }
        for writer in 0..<8 {
            let expected = all.notes.filter { $0.content.contains("writer\(writer)x") }.count
            #expect(try test.store.page(NoteQuery(text: "writer\(writer)x")).total == expected)
        }
        other.close()
        test.store.close()
    }
}
#endif
