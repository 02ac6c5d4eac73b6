import Notes
import Testing

extension StoreContract {
    /// Pages of the notes that contain a text.
    static let search = [
        StoreCheck("a search finds text in upper and lower case, with and without accents") { store in
            try store.create("GRÖSSE", "nothing")
            try store.create("x", "eine größere Sache")
            try store.create("ΣΊΣΥΦΟΣ", "Ἀθῆναι", isPinned: true)
            #expect(try store.search("grö") == ["x", "GRÖSSE"])
            #expect(try store.search("GRÖSSE") == ["x", "GRÖSSE"])
            #expect(try store.search("σίσυφος") == ["ΣΊΣΥΦΟΣ"])
            #expect(try store.search("ö") == ["x", "GRÖSSE"])
            #expect(try store.titles(NoteQuery(text: "s", order: .pinnedFirst)) == ["x", "GRÖSSE"])
            #expect(try store.search("Αθηναι") == ["ΣΊΣΥΦΟΣ"])
            #expect(try store.search("missing").isEmpty)
        },
        StoreCheck("a search has no special characters") { store in
            let texts = [
                "100% sure", "snake_case", "a * b", "say \"hello\"", "NEAR(a b)", "title:x", "it's", "-minus", "^start",
                "a AND b OR NOT c", "👩‍👩‍👧 family", "back\\slash", "tab\there", "{a b}", "a+b", "\"\"\"",
                "'; DROP TABLE note;",
            ]
            for text in texts { try store.create(text) }
            for text in texts { #expect(try store.search(text) == [text], "\(text)") }
            #expect(try store.search("%") == ["100% sure"])
            #expect(try store.search("_") == ["snake_case"])
            #expect(try store.search("*") == ["a * b"])
            #expect(try store.search("NEAR(") == ["NEAR(a b)"])
            #expect(try store.search(String(repeating: "long ", count: 400)).isEmpty)
            #expect(try store.search("a%b").isEmpty)
        },
        StoreCheck("a search sees every write at once") { store in
            let note = try store.create("first title", "needle")
            #expect(try store.search("needle") == ["first title"])
            try store.update(note.id, content: "haystack")
            #expect(try store.search("needle").isEmpty)
            #expect(try store.search("haystack") == ["first title"])
            try store.delete(note.id)
            #expect(try store.search("haystack").isEmpty)
        },
        StoreCheck("a search has pages") { store in
            for number in 1...30 { try store.create(number.isMultiple(of: 2) ? "even \(number)" : "odd \(number)") }
            let page = try store.page(NoteQuery(text: "even", number: 2, size: 10))
            #expect(page.total == 15)
            #expect(page.notes.map(\.title) == ["even 10", "even 8", "even 6", "even 4", "even 2"])
        },
    ]
}
