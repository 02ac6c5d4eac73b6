import Notes
import Testing

extension StoreContract {
    /// Searches in the language of the search field.
    static let language = [
        StoreCheck("a search combines texts, tags, tasks, pins and titles") { store in
            try store.create("Shopping", "milk\nbread\nbutter #kitchen\n\n- [ ] eggs", isPinned: true)
            try store.create("Milk", "and cream #work/infra\n\n- [x] done")
            try store.create("Dentist", "with Zoë, at the Straße")
            try store.create("bread milk", "no butter")
            let expected: [(String, [String])] = [
                ("milk bread", ["bread milk", "Shopping"]), ("\"milk bread\"", []), ("\"bread milk\"", ["bread milk"]),
                ("milk -butter", ["Milk"]), ("-milk", ["Dentist"]), ("dentist zoe", ["Dentist"]),
                ("STRASSE", ["Dentist"]),
                ("dentist OR cream milk", ["Milk", "Dentist"]), ("#kitchen", ["Shopping"]), ("#KITCHEN", ["Shopping"]),
                ("#work", ["Milk"]), ("#work/infra", ["Milk"]), ("#wor", []),
                ("-#work milk", ["bread milk", "Shopping"]),
                ("is:pinned", ["Shopping"]), ("is:task", ["Shopping"]), ("-is:task milk", ["Milk", "bread milk"]),
                ("in:title milk", ["bread milk", "Milk"]), ("in:title milk -bread", ["Milk"]),
                ("mi", ["bread milk", "Milk", "Shopping"]),
                ("mi -br", ["Milk"]), ("z OR in:title m", ["bread milk", "Dentist", "Milk"]), ("missing", []),
                ("q q q", []),
                ("created:2027y", ["bread milk", "Dentist", "Milk", "Shopping"]), ("-updated:9999y", []),
                ("created:2026..9999", ["bread milk", "Dentist", "Milk", "Shopping"]), ("created:<0002", []),
                ("created:today", ["bread milk", "Dentist", "Milk", "Shopping"]), ("created:1999", []),
                ("-created:7d", []),
            ]
            for (text, titles) in expected {
                let found = try store.titles(NoteQuery(search: SearchQuery(text), order: .newestFirst, size: 100))
                #expect(found.sorted() == titles.sorted(), "\(text)")
            }
        },
        StoreCheck("a note knows the notes that link to it") { store in
            let target = try store.create("Café", "links to itself: [[Café]]")
            for number in 1...3 { try store.create("link \(number)", "see [[cafe|the bar]] and [[missing]]") }
            try store.create("code", "`[[Café]]`")
            func titles() throws -> [String] { try store.notes(linkingTo: target).notes.map(\.title) }
            #expect(try titles() == ["link 3", "link 2", "link 1"])
            #expect(try store.notes(linkingTo: target).isComplete)
            let query = NoteQuery(search: SearchQuery("[[CAFE]] -in:title"), order: .newestFirst, size: 100)
            #expect(try store.titles(query) == ["link 3", "link 2", "link 1", "Café"])
            try store.update(3, content: "no more")
            try store.delete(4)
            #expect(try titles() == ["link 1"])
            for number in 4...60 { try store.create("link \(number)", "[[CAFÉ]]") }
            #expect(try titles() == (11...60).reversed().map { "link \($0)" })
            #expect(try !store.notes(linkingTo: target).isComplete)
            // Now the links lead to the new note.
            let newer = try store.create("cafe", "text")
            #expect(try titles().isEmpty)
            #expect(try store.notes(linkingTo: newer).notes.count == 50)
        },
        StoreCheck("the most relevant notes come first") { store in
            try store.create("first", "cafe")
            try store.create("Café", "a title")
            try store.create("cafe", "another title")
            try store.create("second", "a café")
            try store.create("third", "a cafe")
            func titles(_ text: String) throws -> [String] {
                try store.titles(NoteQuery(search: SearchQuery(text), order: .relevance, size: 100))
            }
            #expect(try titles("cafe") == ["cafe", "Café", "third", "second", "first"])
            #expect(try titles("café") == ["Café", "cafe", "second", "third", "first"])
            #expect(try titles("ca") == ["cafe", "Café", "third", "second", "first"])
        },
        StoreCheck("titles, whole words and notes with more of the texts come first") { store in
            try store.create("red wine", "old")
            try store.create("bread", "milk")
            try store.create("a", "the red one, and wine")
            try store.create("b", "answered, vineyard wines")
            try store.create("c", "milk")
            func titles(_ text: String) throws -> [String] {
                try store.titles(NoteQuery(search: SearchQuery(text), order: .relevance, size: 100))
            }
            #expect(try titles("red wine") == ["red wine", "a", "b"])
            #expect(try titles("red") == ["red wine", "a", "b"])
            #expect(try titles("milk read") == ["bread"])
            #expect(try titles("milk OR red OR wine") == ["red wine", "a", "c", "bread", "b"])
            // In three notes, the word is rarer than the other ones.
            #expect(try titles("milk OR vineyard OR red OR wine OR wines") == ["b", "red wine", "a", "c", "bread"])
            try store.create("milk", "and bread")
            try store.create("d", "bread and milk")
            #expect(try titles("milk bread") == ["milk", "bread", "d"])
            #expect(try titles("RED") == ["red wine", "a", "b"])
        },
        StoreCheck("a search counts only as many notes as it is asked to") { store in
            for number in 1...30 { try store.create("note \(number)", "text") }
            for text in ["text", "te"] {
                var query = NoteQuery(search: SearchQuery(text), order: .newestFirst, size: 10)
                query.maximumCount = 20
                let page = try store.page(query)
                #expect(page.total >= 20 && page.notes.first?.title == "note 30" && page.notes.count == 10, "\(text)")
                query.offset = 25
                #expect(try store.page(query).notes.map(\.title) == (1...5).reversed().map { "note \($0)" }, "\(text)")
            }
        },
        StoreCheck("random searches find what a slow search finds") { store in
            var random = RandomSearches(seed: .random(in: 0...UInt64.max))
            var notes: [Note] = []
            for _ in 0..<60 {
                notes.append(
                    try store.create(random.text(words: 1...3), random.text(words: 1...12), isPinned: random.isHit(5)))
            }
            for _ in 0..<100 {
                let text = random.query()
                let query = SearchQuery(text)
                let oracle = SearchOracle(query: query)
                let expected = notes.filter(oracle.matches).map(\.id)
                for order in [NoteQuery.Order.newestFirst, .relevance] {
                    let page = try store.page(NoteQuery(search: query, order: order, size: 100))
                    #expect(page.notes.map(\.id).sorted() == expected, "\(text) seed \(random.seed)")
                    #expect(page.total == expected.count, "\(text) seed \(random.seed)")
                }
            }
        },
    ]
}

/// Texts of a few words in many scripts, so that searches find some of them.
private struct RandomSearches {
    let seed: UInt64
    private var state: UInt64

    init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    private static let words = [
        "milk", "Milch", "café", "Cafe\u{301}", "CAFÉ", "Straße", "STRASSE", "日本語", "日本", "パン", "ﾊﾟﾝ", "가나다", "ДОМ",
        "дом", "Ἀθῆναι",
        "שָׁלוֹם", "מלח", "किताब", "a", "b", "ab", "ß", "é", "👍🏽", "#tag", "#Tag/sub", "#日本", "- [ ] task", "- [x] done",
        "100%", "x\"y", "OR",
        "https://example.org/x", "ﬁne", "fine", "½", "İstanbul", "\n\n", "\n",
    ]

    private mutating func next(_ count: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % count
    }

    mutating func isHit(_ count: Int) -> Bool { next(count) == 0 }

    private mutating func word() -> String { Self.words[next(Self.words.count)] }

    mutating func text(words: ClosedRange<Int>) -> String {
        let text = (0..<words.lowerBound + next(words.count)).map { _ in word() }.joined(
            separator: isHit(4) ? "\n" : " ")
        return text.contains { !$0.isWhitespace } ? text : "empty"
    }

    mutating func query() -> String {
        (0...next(3)).map { _ in
            let sign = isHit(4) ? "-" : ""
            return switch next(10) {
            case 0: sign + "is:pinned"
            case 1: sign + "is:task"
            case 2: "in:title"
            case 3: "OR"
            case 4: "\(sign)\"\(word()) \(word())\""
            case 5: sign + String(word().unicodeScalars.prefix(1 + next(4)))
            case 6: "created:today"
            default: sign + word()
            }
        }.joined(separator: " ")
    }
}
