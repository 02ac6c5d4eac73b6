import GRDB
import Notes
import StoreContract
import TestSupport
import Testing

@testable import NotesSQLite

/// Results are up to date even if the index lags behind.
@Suite struct NoteSearchTests {
    private let test: TestStore

    init() throws {
        test = try TestStore()
    }

    private let words = ["Apfel", "GRÖSSE", "straße", "日本語", "emoji 👍🏽", "ab", "x\"y", "100%", "Ünïcödé", "ǅ", "ςσΣ"]

    /// Creates notes from some of the words.
    private func fill(_ store: SQLiteNoteStore, count: Int) throws {
        for number in 0..<count {
            try store.create(
                words[number % words.count], "\(words[number * 7 % words.count]) \(words[number * 3 % words.count])")
        }
    }

    private func results(_ store: SQLiteNoteStore) throws -> [[String]] {
        try (words + words.map { $0.lowercased() } + ["a", "ö", "語", "fel", "rß", "👍", "l g", "missing"]).map(
            store.search)
    }

    @Test func resultsAreTheSameBeforeAndAfterIndexing() throws {
        // From now on, no note is indexed.
        test.store.indexer.stop(within: .seconds(5))
        try fill(test.store, count: 60)
        for id in stride(from: Int64(1), to: 60, by: 4) { try test.store.update(id, content: "Neuer Inhalt \(id)") }
        for id in stride(from: Int64(2), to: 60, by: 6) { try test.store.delete(id) }
        let scanned = try results(test.store)
        #expect(scanned.contains { $0.count > 3 })

        let reopened = try SQLiteNoteStore(path: test.path)
        try test.waitUntilIndexed()
        #expect(try results(reopened) == scanned)
        let terms = try test.otherProgram().read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM note_text WHERE note_text MATCH '\"neu\"'")
        }
        #expect(terms == 15)
    }

    @Test func aTitleIsFoundAtOnceAlthoughManyNotesWait() throws {
        test.store.indexer.stop(within: .seconds(5))
        try test.otherProgram().write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 3000)
                    INSERT INTO note (title, content) SELECT iif(n = 2500, 'Übersicht', 'note ' || n), 'text' FROM number
                    """)
        }
        for title in ["Übersicht", "ubersicht", "U\u{308}BERSICHT"] {
            #expect(try test.store.id(titled: title) == 2500, "\(title)")
        }
        #expect(try test.store.id(titled: "bersicht") == nil)
    }

    @Test func readingATitleStartsTheIndexing() throws {
        try test.otherProgram().write { db in
            try db.execute(sql: "INSERT INTO note (title, content) VALUES ('note', 'text')")
        }
        _ = try test.store.id(titled: "note")
        try test.waitUntilIndexed()
    }

    @Test func linksToANoteAreKnownBeforeIndexingUnlessManyNotesWait() throws {
        test.store.indexer.stop(within: .seconds(5))
        let target = try test.store.create("target", "text")
        for number in 1...100 { try test.store.create("note \(number)", number == 50 ? "[[Target]]" : "text") }
        let expected = LinkingNotes(notes: [.init(id: 51, title: "note 50")], isComplete: true)
        #expect(try test.store.notes(linkingTo: target) == expected)
        for _ in 1...101 { try test.store.create("more", "text") }
        #expect(try !test.store.notes(linkingTo: target).isComplete)

        let reopened = try SQLiteNoteStore(path: test.path)
        try test.waitUntilIndexed()
        #expect(try reopened.notes(linkingTo: target) == expected)
    }

    @Test func theIndexOfShortTextsFindsWhatASlowSearchFinds() throws {
        try test.otherProgram().write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 3000)
                    INSERT INTO note (title, content)
                    SELECT 'É ' || n || char(97 + n % 7), iif(n % 50, 'ab', 'é q') || n % 13 || char(12354 + n % 300) FROM number
                    """)
        }
        let notes = try test.store.page(NoteQuery(size: 5_000)).notes
        try test.waitUntilIndexed()
        for text in [
            "e", "q", "é", "ab", "2a", "あ", "1あ", "zz", "-ab", "in:title q", "in:title a", "q OR zz", "e -1 2", "g q",
        ] {
            let query = SearchQuery(text)
            let expected = notes.filter(SearchOracle(query: query).matches).map(\.id)
            for maximum in [nil, 500] {
                var noteQuery = NoteQuery(search: query, size: 5_000)
                noteQuery.maximumCount = maximum
                let page = try test.store.page(noteQuery)
                let found = page.notes.map(\.id)
                #expect(found == Array(expected.prefix(found.count)), "\(text)")
                #expect(page.hasMore ? found.count >= 500 : found.count == expected.count, "\(text)")
                #expect(maximum != nil || !page.hasMore, "\(text)")
            }
        }
    }

    @Test func theBestOfManyNotesComeFirst() throws {
        try test.otherProgram().write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 3000)
                    INSERT INTO note (title, content)
                    SELECT iif(n IN (7, 9), 'best ', 'note ') || n, 'text ' || iif(n = 8, 'best', n) FROM number
                    """)
        }
        try test.waitUntilIndexed()
        for (text, ids) in [
            ("text OR best", [9, 7, 3000]), ("best OR text", [9, 7, 3000]), ("text OR zzz", [3000, 2999, 2998]),
            ("text", [3000, 2999, 2998]), ("e OR zz", [3000, 2999, 2998]), ("best", [9, 7, 8]),
            ("in:title note OR zz", [3000, 2999, 2998]),
        ] {
            let query = NoteQuery(search: SearchQuery(text), order: .relevance, size: 3)
            #expect(try test.store.page(query).notes.map(\.id) == ids.map { Int64($0) }, "\(text)")
            for (offset, size) in [(2, 4), (2_990, 20), (5_000, 5)] {
                var query = NoteQuery(search: SearchQuery(text), order: .relevance, size: size)
                query.offset = offset
                let page = try test.store.page(query)
                #expect(page.notes.count == min(size, max(0, page.total - offset)), "\(text) from \(offset)")
            }
        }
    }

    @Test func theIndexHoldsNoTextOfDeletedNotes() throws {
        try fill(test.store, count: 40)
        try test.waitUntilIndexed()
        for id in 1...40 { try test.store.update(Int64(id), title: "new", content: "text \(id)") }
        try test.waitUntilIndexed()
        for id in 1...40 { try test.store.delete(Int64(id)) }
        try test.waitUntilIndexed()
        let left = try test.otherProgram().write { db in
            try db.execute(sql: "CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'note_text', 'row')")
            return try Int.fetchOne(db, sql: "SELECT count(*) FROM terms")
        }
        #expect(left == 0)
    }

    @Test func aTextOfTwoThousandLettersIsFound() throws {
        let long = (0..<500).map { "w\($0)" }.joined(separator: " ").prefix(2000)
        try test.store.create("long", "before \(long) after")
        try test.waitUntilIndexed()
        #expect(try test.store.search(String(long)) == ["long"])
        #expect(try test.store.search(String(repeating: "a", count: 2000)).isEmpty)
        #expect(try test.store.search(String(repeating: "w1", count: 1000)).isEmpty)
    }

    @Test func aSearchForManyNotesIsPagedInOrder() throws {
        for number in 1...150 { try test.store.create("note \(number)", isPinned: number == 7) }
        try test.waitUntilIndexed()
        let page = try test.store.page(NoteQuery(text: "NOTE", order: .pinnedFirst, number: 1, size: 10))
        #expect(page.total == 150)
        #expect(page.notes.map(\.id) == [7] + (142...150).reversed())
        #expect(
            try test.store.page(NoteQuery(text: "note", number: 15, size: 10)).notes.map(\.id) == (1...10).reversed())
    }

    /// A few matches are sorted. Many matches are picked from the index of all notes. Both must return the same pages.
    @Test(arguments: NoteQuery.Order.allCases) func manyMatchesArePagedInOrder(
        _ order: NoteQuery.Order
    ) throws {
        try test.otherProgram().write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 3000)
                    INSERT INTO note (title, content, is_pinned, created_at, updated_at)
                    SELECT substr('aBcDeF', n % 6, 2), iif(n % 2, 'an ODD number', 'an even one'), n % 100 = 1,
                        printf('2024-01-01 00:00:%02d', n * 7 % 60), printf('2024-01-02 00:00:%02d.000000', n * 11 % 60)
                    FROM number
                    """)
        }
        var seen: [Note] = []
        for number in 1...16 {
            let page = try test.store.page(NoteQuery(text: "odd", order: order, number: number, size: 100))
            #expect(page.total == 1500)
            #expect(page.notes.count == (number == 16 ? 0 : 100))
            seen += page.notes
        }
        let expected = seen.sorted { a, b in
            if order == .pinnedFirst && a.isPinned != b.isPinned { return a.isPinned }
            if order == .title {
                let (first, second) = (a.title.lowercased(), b.title.lowercased())
                return first == second ? a.id < b.id : first < second
            }
            let (first, second) = order == .recentlyChanged ? (a.updatedAt, b.updatedAt) : (a.createdAt, b.createdAt)
            return first == second ? a.id > b.id : (first ?? .now()) > (second ?? .now())
        }
        #expect(seen.map(\.id) == expected.map(\.id))
        #expect(Set(seen.map(\.id)).count == 1500)
        #expect(
            try test.store.page(NoteQuery(text: "od", order: order, number: 8, size: 100)).notes
                == Array(seen[700..<800]))
    }

    @Test func aLongTextOfOneLetterIsFoundInAnother() throws {
        try test.store.create("letters", String(repeating: "a", count: 200_000) + "b")
        try test.store.create("fewer", String(repeating: "a", count: 1999) + "c")
        try test.waitUntilIndexed()
        let start = ContinuousClock.now
        #expect(try test.store.search(String(repeating: "A", count: 2000)) == ["letters"])
        #expect(try test.store.search(String(repeating: "a", count: 1999)) == ["fewer", "letters"])
        #expect(isSanitized || ContinuousClock.now - start < .seconds(5))
    }

    @Test func scalarsThatTheIndexCannotTellApartAreTheSameInEverySearch() throws {
        let texts = ["one\u{FFFD}two", "one\u{FFFE}two", "one\u{FFFF}two", "one\u{1FFFF}two", "İstanbul"]
        for text in texts { try test.store.create(text) }
        func results() throws -> [[String]] {
            try (["e\u{FFFD}t", "e\u{FFFE}t", "\u{FFFF}", "e\0t", "e\u{1FFFF}t", "istanbul", "İS"]).map(
                test.store.search)
        }
        let scanned = try results()
        try test.waitUntilIndexed()
        #expect(try results() == scanned)
        #expect(scanned.map(\.count) == [3, 3, 3, 3, 1, 1, 1])
    }
}
