import Notes
import Testing

/// What every `NoteStore` promises. A second store is a second argument.
@Suite struct NoteStoreContractTests {
    /// Makes an empty store.
    struct Maker: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let make: @Sendable () throws -> (store: any NoteStore, owner: any Sendable)
    }

    static let stores = [
        Maker(testDescription: "SQLite") {
            let test = try TestStore()
            return (test.store, test.directory)
        }
    ]

    @Test(arguments: stores) func aNoteIsKeptAsItIs(_ maker: Maker) throws {
        let (store, owner) = try maker.make()
        defer { withExtendedLifetime(owner) {} }
        let odd = "😀 שלום\tx\n\n\u{2028}'\"<script>\\ \u{1}\u{7F} e\u{301} % _ *"
        let before = Timestamp.now()
        let created = try store.create("T\(odd)", "C\(odd)", isPinned: true)
        #expect(created.id == 1)
        #expect(Array(created.content.utf8) == Array("C\(odd)".utf8))
        #expect(created.isPinned)
        #expect(created.createdAt == created.updatedAt)
        #expect(try #require(created.createdAt) >= before && created.createdAt! <= .now())
        let read = try store.note(1)
        #expect(read == created)
        #expect(Array(read.title.utf8) == Array("T\(odd)".utf8) && Array(read.content.utf8) == Array("C\(odd)".utf8))
    }

    @Test(arguments: stores) func aNoteThatIsNotThereIsNotFound(_ maker: Maker) throws {
        let (store, owner) = try maker.make()
        defer { withExtendedLifetime(owner) {} }
        for id in [0, 1, -1, Int64.max, Int64.min] {
            #expect(throws: NotesError.notFound) { try store.note(id) }
            #expect(throws: NotesError.notFound) { try store.update(id, title: "x") }
            #expect(throws: NotesError.notFound) { try store.delete(id) }
        }
        #expect(try store.page(NoteQuery()).total == 0)
    }

    @Test(arguments: stores) func anUpdateChangesOnlyWhatIsPresent(_ maker: Maker) throws {
        let (store, owner) = try maker.make()
        defer { withExtendedLifetime(owner) {} }
        let note = try store.create("title", "content")
        let pinned = try store.update(note.id, isPinned: true)
        #expect(pinned.title == "title" && pinned.content == "content" && pinned.isPinned)
        #expect(pinned.createdAt == note.createdAt)
        #expect(try #require(pinned.updatedAt) > note.updatedAt!)
        #expect(try store.note(note.id) == pinned)
        #expect(try store.update(note.id, content: "other").title == "title")
    }

    @Test(arguments: stores) func anUpdateThatChangesNothingKeepsItsTime(_ maker: Maker) throws {
        let (store, owner) = try maker.make()
        defer { withExtendedLifetime(owner) {} }
        let note = try store.create("title", "content")
        #expect(try store.update(note.id, title: "title", content: "content", isPinned: false) == note)
        #expect(try store.note(note.id) == note)
    }

    @Test(arguments: stores) func anIdIsNeverUsedAgain(_ maker: Maker) throws {
        let (store, owner) = try maker.make()
        defer { withExtendedLifetime(owner) {} }
        for _ in 1...3 { try store.create("x") }
        try store.delete(3)
        try store.delete(2)
        #expect(throws: NotesError.notFound) { try store.note(3) }
        #expect(try store.create("y").id == 4)
        #expect(try store.page(NoteQuery()).total == 2)
    }

    @Test(arguments: stores) func aPageHasNoMoreTextThanWasAllowed(_ maker: Maker) throws {
        let (store, owner) = try maker.make()
        defer { withExtendedLifetime(owner) {} }
        for number in 1...3 { try store.create("t\(number)", String(repeating: "x", count: 98)) }
        for text in [nil, "xxx"] {
            var query = NoteQuery(text: text, size: 3)
            query.maximumBytes = 300
            #expect(try store.page(query).notes.count == 3)
            query.maximumBytes = 299
            #expect(throws: NotesError.tooLarge) { try store.page(query) }
            query.size = 2
            #expect(try store.page(query).notes.count == 2)
            // A single note may be as long as it is.
            query.maximumBytes = 1
            query.size = 1
            #expect(try store.page(query).notes.count == 1)
        }
    }

    @Test(arguments: stores) func aPageMayHaveTheBeginningsOfContents(_ maker: Maker) throws {
        let (store, owner) = try maker.make()
        defer { withExtendedLifetime(owner) {} }
        try store.create("t", "aä€😀 and more")
        for (length, content) in [(0, ""), (1, "a"), (2, "aä"), (3, "aä€"), (4, "aä€😀"), (100, "aä€😀 and more")] {
            for text in [nil, "more"] {
                let page = try store.page(NoteQuery(text: text, contentLength: length))
                #expect(page.notes.map(\.content) == [content])
            }
        }
    }

    @Test(arguments: stores) func pagesAreInOrder(_ maker: Maker) throws {
        let (store, owner) = try maker.make()
        defer { withExtendedLifetime(owner) {} }
        for number in 1...25 { try store.create("\(number)", isPinned: number % 10 == 0) }
        let newest = (1...25).reversed().map(String.init)
        let pinned = ["20", "10"] + newest.filter { $0 != "20" && $0 != "10" }
        for (order, expected) in [(NoteQuery.Order.newestFirst, newest), (.pinnedFirst, pinned)] {
            for size in [1, 7, 10, 25, 100] {
                var titles: [String] = []
                for number in 1...(25 + size - 1) / size {
                    let page = try store.page(NoteQuery(order: order, number: number, size: size))
                    #expect(page.total == 25)
                    titles += page.notes.map(\.title)
                }
                #expect(titles == expected, "\(order), pages of \(size)")
            }
        }
    }

    @Test(arguments: stores) func aPagePastTheEndIsEmpty(_ maker: Maker) throws {
        let (store, owner) = try maker.make()
        defer { withExtendedLifetime(owner) {} }
        try store.create("abc")
        for number in [2, 1000, Int.max] {
            for text in [nil, "abc"] {
                let page = try store.page(NoteQuery(text: text, number: number, size: 100))
                #expect(page.notes.isEmpty && page.total == 1)
            }
        }
    }

    @Test(arguments: stores) func searchFindsTextWhateverTheCase(_ maker: Maker) throws {
        let (store, owner) = try maker.make()
        defer { withExtendedLifetime(owner) {} }
        try store.create("GRÖSSE", "nothing")
        try store.create("x", "eine größere Sache")
        try store.create("ΣΊΣΥΦΟΣ", "Ἀθῆναι", isPinned: true)
        #expect(try store.search("grö") == ["x", "GRÖSSE"])
        #expect(try store.search("GRÖSSE") == ["GRÖSSE"])
        #expect(try store.search("σίσυφος") == ["ΣΊΣΥΦΟΣ"])
        #expect(try store.search("ö") == ["x", "GRÖSSE"])
        #expect(try store.titles(NoteQuery(text: "s", order: .pinnedFirst)) == ["x", "GRÖSSE"])
        #expect(try store.search("missing").isEmpty)
    }

    @Test(arguments: stores) func searchTakesEveryTextAsText(_ maker: Maker) throws {
        let (store, owner) = try maker.make()
        defer { withExtendedLifetime(owner) {} }
        let texts = [
            "100% sure", "snake_case", "a * b", "say \"hello\"", "NEAR(a b)", "title:x", "it's", "-minus", "^start",
            "a AND b OR NOT c", "👩‍👩‍👧 family", "back\\slash", "tab\there", "{a b}", "a+b", "\"\"\"", "'; DROP TABLE note;",
        ]
        for text in texts { try store.create(text) }
        for text in texts { #expect(try store.search(text) == [text], "\(text)") }
        #expect(try store.search("%") == ["100% sure"])
        #expect(try store.search("_") == ["snake_case"])
        #expect(try store.search("*") == ["a * b"])
        #expect(try store.search("NEAR(") == ["NEAR(a b)"])
        #expect(try store.search(String(repeating: "long ", count: 400)).isEmpty)
        #expect(try store.search("a%b").isEmpty)
    }

    @Test(arguments: stores) func searchFollowsEveryWrite(_ maker: Maker) throws {
        let (store, owner) = try maker.make()
        defer { withExtendedLifetime(owner) {} }
        let note = try store.create("first title", "needle")
        #expect(try store.search("needle") == ["first title"])
        try store.update(note.id, content: "haystack")
        #expect(try store.search("needle").isEmpty)
        #expect(try store.search("haystack") == ["first title"])
        try store.delete(note.id)
        #expect(try store.search("haystack").isEmpty)
    }

    @Test(arguments: stores) func searchHasPages(_ maker: Maker) throws {
        let (store, owner) = try maker.make()
        defer { withExtendedLifetime(owner) {} }
        for number in 1...30 { try store.create(number.isMultiple(of: 2) ? "even \(number)" : "odd \(number)") }
        let page = try store.page(NoteQuery(text: "even", number: 2, size: 10))
        #expect(page.total == 15)
        #expect(page.notes.map(\.title) == ["even 10", "even 8", "even 6", "even 4", "even 2"])
    }

    @Test(arguments: stores) func concurrentWritersLoseNothing(_ maker: Maker) async throws {
        let (store, owner) = try maker.make()
        defer { withExtendedLifetime(owner) {} }
        let ids = try await withThrowingTaskGroup(of: [Int64].self) { group in
            for writer in 0..<8 {
                group.addTask {
                    try (0..<50).map { number in
                        let id = try store.create("writer \(writer) note \(number)").id
                        try store.update(id, content: "changed by \(writer)")
                        if number.isMultiple(of: 5) { try store.delete(id) }
                        return number.isMultiple(of: 5) ? 0 : id
                    }.filter { $0 != 0 }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(ids).count == 8 * 40)
        #expect(try store.page(NoteQuery()).total == 8 * 40)
        #expect(try store.page(NoteQuery(text: "changed by 3")).total == 40)
    }
}
