import Notes
import Testing

extension StoreContract {
    /// Pages of all notes.
    static let pages = [
        StoreCheck("a page has at most the text that the query allows") { store in
            for number in 1...3 { try store.create("t\(number)", String(repeating: "x", count: 98)) }
            for text in [nil, "xxx"] {
                var query = NoteQuery(text: text, size: 3)
                query.maximumBytes = 300
                #expect(try store.page(query).notes.count == 3)
                query.maximumBytes = 299
                #expect(throws: NotesError.tooLarge) { try store.page(query) }
                query.size = 2
                #expect(try store.page(query).notes.count == 2)
                // A single note may have more text.
                query.maximumBytes = 1
                query.size = 1
                #expect(try store.page(query).notes.count == 1)
            }
        },
        StoreCheck("a page can be cut to the text that the query allows") { store in
            for number in 1...5 { try store.create("t\(number)", String(repeating: "x", count: 98)) }
            for text in [nil, "xxx"] {
                var query = NoteQuery(text: text, size: 5)
                query.isCutToFit = true
                query.maximumBytes = 250
                var titles: [[String]] = []
                while query.offset < 5 {
                    let page = try store.page(query)
                    #expect(page.total == 5)
                    titles.append(page.notes.map(\.title))
                    query.offset += page.notes.count
                }
                #expect(titles == [["t5", "t4"], ["t3", "t2"], ["t1"]])
                // A page has one note at least, so reading always goes on.
                query.maximumBytes = 1
                query.offset = 3
                #expect(try store.page(query).notes.map(\.title) == ["t2"])
            }
        },
        StoreCheck("a page may have only the beginnings of contents") { store in
            try store.create("t", "aä€😀 and more")
            for (length, content) in [(0, ""), (1, "a"), (2, "aä"), (3, "aä€"), (4, "aä€😀"), (100, "aä€😀 and more")] {
                for text in [nil, "more"] {
                    let page = try store.page(NoteQuery(text: text, contentLength: length))
                    #expect(page.notes.map(\.content) == [content])
                }
            }
        },
        StoreCheck("pages are in order") { store in
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
        },
        StoreCheck("pages are in the order of changes or titles, whatever is pinned") { store in
            // Titles in upper and lower case, and some twice.
            let titles = (1...25).map { number in number % 2 == 0 ? "N\(number % 20)" : "n\(number % 20)" }
            for (index, title) in titles.enumerated() { try store.create(title, isPinned: index % 7 == 0) }
            for id in [3, 20, 9] { try store.update(Int64(id), content: "changed") }
            let byChange = [9, 20, 3] + (1...25).reversed().filter { ![9, 20, 3].contains($0) }
            let byTitle = (1...25).sorted { a, b in
                let (first, second) = (titles[a - 1].lowercased(), titles[b - 1].lowercased())
                return first == second ? a < b : first < second
            }
            for (order, expected) in [(NoteQuery.Order.recentlyChanged, byChange), (.title, byTitle)] {
                for size in [1, 7, 100] {
                    for text in [nil, "n"] {
                        var ids: [Int] = []
                        for number in 1...(25 + size - 1) / size {
                            let query = NoteQuery(text: text, order: order, number: number, size: size)
                            ids += try store.page(query).notes.map { Int($0.id) }
                        }
                        #expect(ids == expected, "\(order), pages of \(size), search for \(text ?? "nothing")")
                    }
                }
            }
        },
        StoreCheck("the position of a note is the number of notes before it") { store in
            for number in 1...25 { try store.create(number % 3 == 0 ? "other" : "note", isPinned: number % 5 == 0) }
            for order in [NoteQuery.Order.newestFirst, .pinnedFirst, .recentlyChanged, .title] {
                let ids = try store.page(NoteQuery(order: order, size: 100)).notes.map(\.id)
                for id in 1...26 {
                    let position = try store.position(of: Int64(id), in: order)
                    #expect(position == ids.firstIndex(of: Int64(id)), "\(order), \(id)")
                }
            }
        },
        StoreCheck("a page past the end is empty") { store in
            try store.create("abc")
            for number in [2, 1000, Int.max] {
                for text in [nil, "abc"] {
                    let page = try store.page(NoteQuery(text: text, number: number, size: 100))
                    #expect(page.notes.isEmpty && page.total == 1)
                }
            }
        },
    ]
}
