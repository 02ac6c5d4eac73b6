public import Notes
import Testing

extension StoreContract {
    /// Pages that start at the end of the page before, while notes change.
    static let walks = [
        StoreCheck("a note that nobody changes is on exactly one page") { store in
            for title in ["b", "B", "É", "e\u{301}", "é", "a", "A", "日本", "", " "] {
                try store.create(title + "x", "milk")
            }
            try walk(store)
        },
        StoreCheck("only a page before others has an end") { store in
            for number in 1...5 { try store.create("note \(number)") }
            for search in [nil, SearchQuery("note"), SearchQuery([])] {
                for (size, hasEnd) in [(4, true), (5, false), (6, false)] {
                    for order in NoteQuery.Order.allCases {
                        var query = NoteQuery(search: search, order: order, size: size)
                        #expect(try store.page(query).end == nil)
                        query.needsEnd = true
                        let hasPositions = [.newestFirst, .recentlyChanged, .title].contains(order)
                        #expect(try (store.page(query).end != nil) == (hasEnd && hasPositions), "\(order), \(size)")
                    }
                }
                var query = NoteQuery(search: search, number: 3, size: 2)
                query.needsEnd = true
                #expect(try store.page(query).end == nil)
                query.offset = 2
                query.start = try store.page(query).end
                query.offset = 0
                let last = try store.page(query)
                #expect(last.notes.map(\.title) == ["note 1"] && last.total == 5 && last.end == nil)
            }
        },
        StoreCheck("a page that is cut to fit ends where it was cut") { store in
            for number in 1...5 { try store.create("t\(number)", String(repeating: "x", count: 98)) }
            for search in [nil, SearchQuery("xxx")] {
                var query = NoteQuery(search: search, size: 5)
                (query.needsEnd, query.isCutToFit, query.maximumBytes) = (true, true, 250)
                #expect(
                    try pages(query, store) { _ in }.map { $0.map(\.title) } == [["t5", "t4"], ["t3", "t2"], ["t1"]])
                query.isCutToFit = false
                #expect(throws: NotesError.tooLarge) { try store.page(query) }
            }
        },
        StoreCheck("an order can be reversed") { store in
            for number in 1...12 {
                try store.create(number % 2 == 0 ? "N\(number)" : "n\(number)", isPinned: number % 5 == 0)
            }
            for id in [3, 9] { try store.update(Int64(id), content: "changed") }
            for order in NoteQuery.Order.allCases where order != .relevance {
                for search in [nil, SearchQuery("n")] {
                    var query = NoteQuery(search: search, order: order, size: 5)
                    let forwards = try store.page(NoteQuery(search: search, order: order, size: 100)).notes.map(\.id)
                    query.isReversed = true
                    query.maximumCount = 2
                    var ids: [Int64] = []
                    for offset in [0, 5, 10] {
                        query.offset = offset
                        ids += try store.page(query).notes.map(\.id)
                    }
                    #expect(ids == forwards.reversed(), "\(order)")
                }
            }
        },
    ]

    /// Checks that a walk through the pages finds every note of a store exactly once and in order, in each order and for some
    /// searches, while other notes are created, changed and deleted.
    public static func walk(_ store: any NoteStore, seed: UInt64 = .random(in: 0...UInt64.max)) throws {
        var changes = Changes(store, seed: seed)
        for order in [NoteQuery.Order.newestFirst, .recentlyChanged, .title] {
            for isReversed in [false, true] {
                for text in [nil, "milk", "mi", "is:pinned OR -milk"] {
                    var query = NoteQuery(search: text.map { SearchQuery($0) }, order: order, size: 10_000)
                    query.isReversed = isReversed
                    let all = try store.page(query).notes.map(\.id)
                    query.needsEnd = true
                    query.size = changes.random(1...4)
                    var left = 50
                    let found = try pages(query, store) { page in
                        #expect(page.notes.count <= query.size)
                        // If changes made a note the last one again and again, the walk would not end.
                        left -= 1
                        if left > 0 { for _ in 0..<changes.random(0...3) { try changes.make() } }
                    }.joined().map(\.id)
                    let isStable: (Int64) -> Bool = { !changes.ids.contains($0) }
                    let walk =
                        "\(order), reversed: \(isReversed), \(text ?? "all"), pages of \(query.size), seed \(seed)"
                    #expect(found.filter(isStable) == all.filter(isStable), "\(walk)")
                }
            }
        }
    }

    /// Reads all pages of a query, each from the end of the page before.
    private static func pages(_ query: NoteQuery, _ store: any NoteStore, _ didRead: (NotePage) throws -> Void) throws
        -> [[Note]]
    {
        var query = query
        var pages: [[Note]] = []
        repeat {
            let page = try store.page(query)
            pages.append(page.notes)
            query.start = page.end
            try didRead(page)
            try #require(pages.count < 10_000)
        } while query.start != nil
        return pages
    }
}

/// Random changes of notes that were created for this.
private struct Changes {
    private let store: any NoteStore
    private var generator: Generator
    /// The notes that were changed, also those that have been deleted.
    private(set) var ids: Set<Int64> = []
    private var present: [Int64] = []

    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 33)
        }
    }

    init(_ store: any NoteStore, seed: UInt64) {
        self.store = store
        generator = Generator(state: seed)
    }

    mutating func random(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    private mutating func title() -> String {
        ["a", "A", "b", "é", "É", "日本", "z"].randomElement(using: &generator).map { $0 + "\(random(0...1))" } ?? ""
    }

    /// Creates, changes, restores or deletes a note.
    mutating func make() throws {
        guard present.count > 8, let id = present.randomElement(using: &generator) else {
            let id = try store.create(title(), ["milk", "bread"][random(0...1)], isPinned: random(0...1) > 0).id
            ids.insert(id)
            present.append(id)
            return
        }
        switch random(0...4) {
        case 0: try store.update(id, title: title())
        case 1: try store.update(id, content: ["milk", "bread"][random(0...1)])
        case 2: try store.update(id, isPinned: random(0...1) > 0)
        case 3:
            try store.delete(id)
            try store.restore(id)
        default:
            try store.delete(id)
            present.removeAll { $0 == id }
        }
    }
}
