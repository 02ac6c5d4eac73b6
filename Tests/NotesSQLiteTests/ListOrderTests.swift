import GRDB
import Notes
import StoreContract
import Testing

@testable import NotesSQLite

/// The orders of the list, with values that other programs store.
@Suite struct ListOrderTests {
    private let test: TestStore

    init() throws {
        test = try TestStore {
            try $0.execute(
                sql: AdoptionTests.table + """
                    INSERT INTO note (title, content, updated_at) VALUES
                        ('b', 'text', '2025-01-02 00:00:00.000000'), ('B', 'text', NULL), ('C', 'text', 'yesterday'),
                        (x'62', 'text', 17), ('a', 'text', x'00ff'), ('É', 'text', NULL),
                        ('é', 'text', '2025-01-03 00:00:00.000000'), ('', 'text', '2025-01-02T00:00:00Z');
                    """)
        }
    }

    private func ids(_ order: NoteQuery.Order, search: String? = nil, size: Int) throws -> [Int64] {
        try (1...8).flatMap {
            try test.store.page(NoteQuery(text: search, order: order, number: $0, size: size)).notes.map(\.id)
        }
    }

    @Test(arguments: NoteQuery.Order.allCases) func everyNoteIsOnOnePage(_ order: NoteQuery.Order) throws {
        let all = try ids(order, size: 100)
        #expect(all.sorted() == Array(1...8))
        for size in [1, 3] {
            #expect(try ids(order, size: size) == all)
            #expect(try ids(order, search: "text", size: size) == all)
        }
    }

    @Test func notesWithoutATimeAreTheLastToHaveChanged() throws {
        #expect(try ids(.recentlyChanged, size: 100).suffix(2) == [6, 2])
    }

    @Test func onlyTheLettersFromAToZAreEqualInBothCases() throws {
        let titles = try test.store.titles(NoteQuery(order: .title, size: 100))
        #expect(titles == ["", "a", "b", "B", "C", "É", "é", "b"], "a title that is a blob is the last")
    }

    /// A title of the maximum length is longer than a page of the index has room for.
    @Test func longTitlesAreInOrder() throws {
        let long = String(repeating: "😀", count: 199)
        for end in ["c", "a", "b"] { try test.store.create(long + end) }
        #expect(try test.store.titles(NoteQuery(text: long, order: .title)) == ["a", "b", "c"].map { long + $0 })
    }
}
