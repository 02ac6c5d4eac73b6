import GRDB
import Notes
import StoreContract
import TestSupport
import Testing

@testable import NotesSQLite

/// Pages that start at a position, with values that other programs store.
@Suite struct NotePositionTests {
    /// A table without NOT NULL, so titles can be NULL, too.
    private static let table = AdoptionTests.table.replacing("title VARCHAR(200) NOT NULL", with: "title VARCHAR(200)")
    private static let titles = [
        "NULL", "''", "'a'", "'A'", "'é'", "'É'", "'b'", "x'62'", "x'ff00'", "CAST(x'61ff' AS TEXT)",
        "'a' || char(0) || 'b'",
        "'a' || char(0) || 'B'", "hex(zeroblob(600))", "hex(zeroblob(600))", "'milk'",
    ]
    private static let times = [
        "NULL", "NULL", "'2025-01-02 00:00:00.000000'", "'2025-01-02 00:00:00.000000'", "'2025-01-02T00:00:00Z'",
        "'yesterday'", "17",
        "17.5", "-9e999", "''", "x'00ff'", "hex(zeroblob(600))",
    ]

    private let test: TestStore

    init() throws {
        test = try TestStore {
            try $0.execute(sql: Self.table)
            // The remainders of the numbers combine all titles with all times.
            for number in 0..<Self.titles.count * Self.times.count {
                try $0.execute(
                    sql: """
                        INSERT INTO note (title, content, is_pinned, created_at, updated_at) VALUES
                            (\(Self.titles[number % Self.titles.count]), '\(number % 3 == 0 ? "milk" : "bread")', \(number % 7 == 0),
                            \(Self.times[number / Self.titles.count]), \(Self.times[number * 5 % Self.times.count]))
                        """)
            }
        }
    }

    @Test func aNoteThatNobodyChangesIsOnExactlyOnePage() throws {
        try StoreContract.walk(test.store)
        try test.waitUntilIndexed()
        try StoreContract.walk(test.store)
    }

    @Test func manyNotesWithEqualValuesAreOnExactlyOnePage() throws {
        try test.otherProgram().write {
            try $0.execute(
                sql: """
                    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 1500)
                    INSERT INTO note (title, content, created_at) SELECT 'milk', 'milk', '2025-01-02 00:00:00.000000' FROM number
                    """)
        }
        for order in [NoteQuery.Order.newestFirst, .recentlyChanged, .title] {
            for isReversed in [false, true] {
                for search in [nil, SearchQuery("milk")] {
                    var query = NoteQuery(search: search, order: order, size: 2000)
                    query.isReversed = isReversed
                    let all = try test.store.page(query).notes.map(\.id)
                    query.size = 100
                    query.needsEnd = true
                    var ids: [Int64] = []
                    repeat {
                        let page = try test.store.page(query)
                        ids += page.notes.map(\.id)
                        query.start = page.end
                    } while query.start != nil && ids.count < 2000
                    #expect(ids == all, "\(order), reversed: \(isReversed)")
                }
            }
        }
    }

    @Test func aPositionWithAnUnknownValueIsLostWhenTheNoteChanges() throws {
        for change in ["UPDATE note SET is_pinned = is_pinned IS NOT TRUE", "DELETE FROM note"] {
            let long = String(repeating: "x", count: 900)
            let id = try test.otherProgram().write { db in
                try db.execute(sql: "INSERT INTO note (title, content) VALUES ('\(long)', 'text'), ('y', 'text')")
                return db.lastInsertedRowID - 1
            }
            var query = NoteQuery(order: .title, size: 1)
            query.needsEnd = true
            query.offset = try #require(try test.store.position(of: id, in: query.order))
            query.start = try test.store.page(query).end
            #expect(try test.store.page(query).notes.map(\.id) == [id + 1])
            try test.otherProgram().write { try $0.execute(sql: "\(change) WHERE id = \(id)") }
            #expect(throws: NotesError.positionLost) { try test.store.page(query) }
            try test.otherProgram().write { try $0.execute(sql: "DELETE FROM note WHERE id >= \(id)") }
        }
    }

    @Test func noPageReadsTheNotesBeforeItsStart() throws {
        let values: [NotePosition.Value] = [.null, .text("a"), .unknown(NoteVersion(nil))]
        for order in [NoteQuery.Order.newestFirst, .recentlyChanged, .title] {
            for (isReversed, value) in [false, true].flatMap({ isReversed in values.map { (isReversed, $0) } }) {
                // After titles that are NULL, SQLite reads the index from its beginning. Tables of this program have none.
                if order == .title && value == .null { continue }
                // The note 1 has no version, because its times are NULL.
                var query = NoteQuery(order: order)
                query.start = NotePosition(value, id: 1)
                query.isReversed = isReversed
                let plans = try test.otherProgram().read { [query] db in
                    try #require(try NoteRange.ranges(of: query, db)).map { range in
                        try Row.fetchAll(
                            db, sql: "EXPLAIN QUERY PLAN \(range.selectIDs(query.terms))", arguments: range.arguments
                        ).map { $0["detail"] as String }
                    }
                }
                for plan in plans {
                    #expect(plan.first?.hasPrefix("SEARCH note USING COVERING INDEX note_by_") == true, "\(plan)")
                    #expect(!plan.joined().contains("TEMP B-TREE"), "\(plan)")
                }
            }
        }
    }
}
